//! A mutex for short critical sections.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A mutex that ignores poisoning: each critical section here leaves the value
/// consistent, so a panic elsewhere in a test must not stop the network too.
#[derive(Debug, Default)]
pub(crate) struct Lock<T>(Mutex<T>);

impl<T> Lock<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
