//! Panics of parsers: caught, and not printed, because their messages quote the document.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static SUPPRESSED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a closure; `None` if it panics.
pub(crate) fn catch_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !SUPPRESSED.get() {
                previous(info);
            }
        }));
    });
    SUPPRESSED.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    SUPPRESSED.set(false);
    outcome.ok()
}

#[cfg(test)]
mod tests {
    use super::catch_panic;

    #[test]
    fn a_panic_is_caught_and_not_printed() {
        assert_eq!(catch_panic(|| 1), Some(1));
        assert_eq!(catch_panic(|| "secret".parse::<u8>().unwrap()), None);
        assert_eq!(catch_panic(|| 2), Some(2));
    }
}
