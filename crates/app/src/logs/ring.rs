//! A bounded ring of log entries. Readers keep a position in it, not a buffer: a reader that is
//! too slow misses lines, and receives their number.

use omni_domain::Timestamp;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The severity of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum LogLevel {
    /// For debugging.
    #[default]
    Debug,
    /// Normal operation.
    Info,
    /// An abnormal condition.
    Warn,
    /// A failure.
    Error,
}

impl LogLevel {
    /// The level's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LogLevel {
    type Err = omni_domain::ids::ParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "debug" => Ok(Self::Debug),
            "info" => Ok(Self::Info),
            // The code of the first version of Omni.
            "warn" | "warning" => Ok(Self::Warn),
            "error" => Ok(Self::Error),
            other => Err(omni_domain::ids::ParseError::new("log level", other)),
        }
    }
}

/// A log line.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// Position in the log of this process; grows by one.
    pub seq: u64,
    /// Which part of the server.
    pub service: &'static str,
    /// Its severity.
    pub level: LogLevel,
    /// When.
    pub at: Timestamp,
    /// The message.
    pub message: String,
    /// Further fields, by their names in the log: `instance.id`.
    pub fields: Map<String, Value>,
}

/// Which lines.
#[derive(Debug, Clone, Default)]
pub struct LogSelection {
    /// Of these services; `None` is all.
    pub services: Option<Vec<String>>,
    /// At least of this level.
    pub level: LogLevel,
    /// With this id of an instance among their fields.
    pub instance: Option<String>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Containing this text, whatever its case.
    pub search: Option<String>,
}

impl LogSelection {
    pub(super) fn takes(&self, entry: &LogEntry) -> bool {
        entry.level >= self.level
            && self
                .services
                .as_ref()
                .is_none_or(|wanted| wanted.iter().any(|name| name == entry.service))
            && self.instance.as_deref().is_none_or(|id| is_about(entry, id))
            && self.since.is_none_or(|since| entry.at >= since)
            && self.until.is_none_or(|until| entry.at < until)
            && self.search.as_deref().is_none_or(|words| mentions(entry, words))
    }
}

/// The field `instance.id` of a line.
fn is_about(entry: &LogEntry, instance: &str) -> bool {
    entry.fields.get("instance.id").and_then(Value::as_str) == Some(instance)
}

fn mentions(entry: &LogEntry, words: &str) -> bool {
    let words = words.to_lowercase();
    let in_value = |value: &Value| match value {
        Value::String(text) => text.to_lowercase().contains(&words),
        other => other.to_string().contains(&words),
    };
    entry.message.to_lowercase().contains(&words) || entry.fields.values().any(in_value)
}

/// The latest log entries of this process. Cheap to clone; every clone is the same ring.
#[derive(Debug, Clone)]
pub struct LogRing {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    entries: Mutex<VecDeque<Arc<LogEntry>>>,
    limit: usize,
    /// The newest entry's number; 0 before the first.
    newest: watch::Sender<u64>,
}

/// A result of reading.
#[derive(Debug, Default)]
pub(crate) struct Piece {
    pub(crate) entries: Vec<Arc<LogEntry>>,
    /// The reader's new position.
    pub(super) last: u64,
    /// Entries that were overwritten before they were read.
    pub(super) missed: u64,
}

impl Default for LogRing {
    fn default() -> Self {
        Self::new(2000)
    }
}

impl LogRing {
    /// A ring of so many entries.
    pub fn new(limit: usize) -> Self {
        let shared = Shared {
            entries: Mutex::default(),
            limit: limit.max(1),
            newest: watch::Sender::new(0),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Adds an entry; the oldest is overwritten.
    pub fn push(
        &self,
        service: &'static str,
        level: LogLevel,
        at: Timestamp,
        message: String,
        fields: Map<String, Value>,
    ) {
        let mut entries = self.entries();
        let seq = *self.shared.newest.borrow() + 1;
        if entries.len() >= self.shared.limit {
            entries.pop_front();
        }
        entries.push_back(Arc::new(LogEntry { seq, service, level, at, message, fields }));
        self.shared.newest.send_replace(seq);
    }

    /// Reports new entries.
    pub(super) fn watch_newest(&self) -> watch::Receiver<u64> {
        self.shared.newest.subscribe()
    }

    /// The newest `limit` entries that match, oldest first, and the position to continue from.
    pub(crate) fn latest(&self, selection: &LogSelection, limit: usize) -> Piece {
        let entries = self.entries();
        let last = entries.back().map_or(0, |entry| entry.seq);
        let matching = entries.iter().rev().filter(|entry| selection.takes(entry)).take(limit);
        let mut found: Vec<_> = matching.cloned().collect();
        found.reverse();
        Piece { entries: found, last, missed: 0 }
    }

    /// Entries after `seq` that match, searching no more than `limit` entries.
    pub(super) fn after(&self, seq: u64, selection: &LogSelection, limit: usize) -> Piece {
        let entries = self.entries();
        let Some(oldest) = entries.front().map(|entry| entry.seq) else {
            return Piece { last: seq, ..Piece::default() };
        };
        let skip = usize::try_from((seq + 1).saturating_sub(oldest)).unwrap_or(usize::MAX);
        let mut piece =
            Piece { last: seq, missed: oldest.saturating_sub(seq + 1), ..Piece::default() };
        for entry in entries.iter().skip(skip).take(limit) {
            piece.last = entry.seq;
            if selection.takes(entry) {
                piece.entries.push(Arc::clone(entry));
            }
        }
        piece
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Arc<LogEntry>>> {
        self.shared.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{LogLevel, LogRing, LogSelection};
    use omni_domain::Timestamp;
    use serde_json::{Map, json};

    fn ring(limit: usize, count: i64) -> LogRing {
        let ring = LogRing::new(limit);
        for number in 1..=count {
            let level = if number % 2 == 0 { LogLevel::Warn } else { LogLevel::Info };
            let service = if number % 3 == 0 { "nats" } else { "worker" };
            let fields = Map::from_iter([("job.id".to_owned(), json!(format!("J{number}")))]);
            ring.push(service, level, Timestamp(number), format!("Line {number}"), fields);
        }
        ring
    }

    fn numbers(entries: &[std::sync::Arc<super::LogEntry>]) -> Vec<u64> {
        entries.iter().map(|entry| entry.seq).collect()
    }

    #[test]
    fn only_the_latest_are_kept_and_selected_from() {
        let ring = ring(6, 10);
        let all = LogSelection::default();
        assert_eq!(numbers(&ring.latest(&all, 100).entries), [5, 6, 7, 8, 9, 10]);
        assert_eq!(numbers(&ring.latest(&all, 2).entries), [9, 10], "the newest, oldest first");
        let select = |selection: LogSelection| numbers(&ring.latest(&selection, 100).entries);
        let of = |name: &str| Some(vec![name.to_owned()]);
        assert_eq!(select(LogSelection { services: of("nats"), ..all.clone() }), [6, 9]);
        assert_eq!(select(LogSelection { level: LogLevel::Warn, ..all.clone() }), [6, 8, 10]);
        let between =
            LogSelection { since: Some(Timestamp(7)), until: Some(Timestamp(9)), ..all.clone() };
        assert_eq!(select(between), [7, 8]);
        let search = |words: &str| LogSelection { search: Some(words.into()), ..all.clone() };
        assert_eq!(select(search("LINE 7")), [7]);
        assert_eq!(select(search("j8")), [8], "the fields too");
    }

    #[test]
    fn lines_about_an_instance_are_those_with_its_id_in_that_field() {
        let ring = LogRing::new(10);
        for (field, message) in [("instance.id", "of it"), ("chat.id", "of i1"), ("job.id", "i1")] {
            let fields = Map::from_iter([(field.to_owned(), json!("i1"))]);
            ring.push("worker", LogLevel::Info, Timestamp(1), message.to_owned(), fields);
        }
        let of =
            |id: &str| LogSelection { instance: Some(id.to_owned()), ..LogSelection::default() };
        assert_eq!(numbers(&ring.latest(&of("i1"), 10).entries), [1]);
        assert!(ring.latest(&of("i2"), 10).entries.is_empty());
    }

    #[test]
    fn a_reader_keeps_its_position_and_receives_the_number_of_missed_lines() {
        let ring = ring(4, 10);
        let piece = ring.after(3, &LogSelection::default(), 2);
        assert_eq!((numbers(&piece.entries), piece.last, piece.missed), (vec![7, 8], 8, 3));
        let piece = ring.after(piece.last, &LogSelection::default(), 10);
        assert_eq!((numbers(&piece.entries), piece.last, piece.missed), (vec![9, 10], 10, 0));
        let piece = ring.after(10, &LogSelection::default(), 10);
        assert_eq!((piece.entries.len(), piece.last, piece.missed), (0, 10, 0));
    }
}
