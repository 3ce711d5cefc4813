//! How many QR codes an attempt to link shows.

use std::sync::{Mutex, PoisonError};

/// Counts the codes of one attempt, over the connections that it takes: each gives a few.
#[derive(Debug)]
pub(crate) struct QrCodes {
    limit: u32,
    shown: Mutex<Shown>,
}

#[derive(Debug, Default)]
struct Shown {
    count: u32,
    /// The reference of the last code: the same one may be drawn anew with another secret.
    reference: String,
}

impl QrCodes {
    pub(crate) const fn new(limit: u32) -> Self {
        Self { limit, shown: Mutex::new(Shown { count: 0, reference: String::new() }) }
    }

    /// Counts a code; `false` if it is one too many.
    pub(crate) fn admit(&self, code: &str) -> bool {
        let reference = code.split_once(',').map_or(code, |(reference, _)| reference);
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.reference == reference {
            return true;
        }
        if shown.count >= self.limit {
            return false;
        }
        shown.count += 1;
        reference.clone_into(&mut shown.reference);
        true
    }

    /// Whether another code may be shown.
    pub(crate) fn has_more(&self) -> bool {
        self.count() < self.limit
    }

    /// The codes that were shown so far.
    pub(crate) fn count(&self) -> u32 {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).count
    }

    /// The attempt ended.
    pub(crate) fn reset(&self) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Shown::default();
    }
}

#[cfg(test)]
mod tests {
    use super::QrCodes;

    #[test]
    fn an_attempt_shows_a_number_of_codes_and_the_next_begins_anew() {
        let codes = QrCodes::new(2);
        assert!(codes.admit("2@a,key,identity,secret"));
        assert!(codes.admit("2@a,key,identity,another secret"), "the same code");
        assert!(codes.has_more());
        assert!(codes.admit("2@b,key,identity,secret"));
        assert!(!codes.has_more());
        assert!(!codes.admit("2@c,key,identity,secret"));
        assert_eq!(codes.count(), 2);
        codes.reset();
        assert!(codes.admit("2@c,key,identity,secret"));
    }
}
