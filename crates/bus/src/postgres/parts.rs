//! Events that are larger than a message, in parts.

use std::collections::HashMap;

/// Bytes of an event in one message: with its head it is less than Postgres' 8000.
pub(super) const PART_BYTES: usize = 7_800;
/// Larger events are read from the log.
pub(super) const MAX_PARTS: usize = 64;
/// Senders whose parts are kept; one sends the parts of an event in a row.
const MAX_SENDERS: usize = 256;

/// A part of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'a> {
    /// The same for all parts of an event.
    pub(super) id: u64,
    /// From 0.
    pub(super) index: usize,
    /// How many there are.
    pub(super) count: usize,
    /// A piece of its sealed JSON.
    pub(super) text: &'a str,
}

/// The parts of a text; none if it would have too many.
pub(super) fn split(id: u64, mut text: &str) -> Vec<Part<'_>> {
    let mut pieces = Vec::new();
    while !text.is_empty() {
        let piece = text.floor_char_boundary(PART_BYTES);
        let (piece, rest) = text.split_at(piece);
        pieces.push(piece);
        text = rest;
    }
    let count = pieces.len();
    if count > MAX_PARTS {
        return Vec::new();
    }
    let part = |(index, text)| Part { id, index, count, text };
    pieces.into_iter().enumerate().map(part).collect()
}

/// The events of which some parts have arrived.
#[derive(Debug, Default)]
pub(super) struct Joiner {
    by_sender: HashMap<String, Partial>,
}

#[derive(Debug)]
struct Partial {
    id: u64,
    next: usize,
    text: String,
}

impl Joiner {
    /// Adds a part; the whole text if it was the last one. Parts of one sender arrive in order; those
    /// of an event whose beginning was missed are dropped.
    pub(super) fn add(&mut self, sender: &str, part: Part<'_>) -> Option<String> {
        if part.index == 0 {
            if self.by_sender.len() >= MAX_SENDERS {
                self.by_sender.clear();
            }
            let begun = Partial { id: part.id, next: 0, text: String::new() };
            self.by_sender.insert(sender.to_owned(), begun);
        }
        let partial = self.by_sender.get_mut(sender)?;
        if partial.id != part.id || partial.next != part.index || part.index >= MAX_PARTS {
            self.by_sender.remove(sender);
            return None;
        }
        partial.text.push_str(part.text);
        partial.next += 1;
        if partial.next < part.count {
            return None;
        }
        self.by_sender.remove(sender).map(|partial| partial.text)
    }

    pub(super) fn clear(&mut self) {
        self.by_sender.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::{Joiner, MAX_PARTS, PART_BYTES, split};

    #[test]
    fn parts_join_to_the_whole_and_cut_no_letter() {
        let text = format!("x{}", "é".repeat(PART_BYTES));
        let parts = split(1, &text);
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().all(|part| part.text.len() <= PART_BYTES));
        let mut joiner = Joiner::default();
        let other = split(9, "short");
        let mut joined = None;
        for part in parts {
            assert_eq!(joiner.add("b", other[0]), Some("short".to_owned()));
            joined = joiner.add("a", part);
        }
        assert_eq!(joined, Some(text));
    }

    #[test]
    fn an_event_whose_beginning_was_missed_is_dropped() {
        let text = "x".repeat(PART_BYTES * 2 + 1);
        let parts = split(1, &text);
        let mut joiner = Joiner::default();
        assert_eq!(joiner.add("a", parts[1]), None);
        assert_eq!(joiner.add("a", parts[2]), None);
        assert_eq!(joiner.add("a", parts[0]), None);
        assert_eq!(joiner.add("a", parts[2]), None, "one is missing");
        assert_eq!(joiner.add("a", parts[1]), None);
    }

    #[test]
    fn what_is_too_large_has_no_parts() {
        assert!(split(1, &"x".repeat(PART_BYTES * MAX_PARTS + 1)).is_empty());
    }
}
