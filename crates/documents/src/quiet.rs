//! Panics of parsers: caught, and not printed, because their messages quote the document.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs this; `None` if it panics.
pub(crate) fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            if !QUIET.get() {
                usual(what);
            }
        }));
    });
    QUIET.set(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    done.ok()
}

#[cfg(test)]
mod tests {
    use super::quietly;

    #[test]
    fn a_panic_is_nothing_more_than_no_answer() {
        assert_eq!(quietly(|| 1), Some(1));
        assert_eq!(quietly(|| "secret".parse::<u8>().unwrap()), None);
        assert_eq!(quietly(|| 2), Some(2));
    }
}
