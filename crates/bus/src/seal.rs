//! Sealing what is published where others may listen.

use std::fmt;

/// Seals events between nodes. `LISTEN` and `NOTIFY` need no privilege on any table: any role that may
/// connect to the database could read what is published in clear, and publish events of its own.
pub trait Seal: fmt::Debug + Send + Sync {
    /// Seals a text.
    fn seal(&self, text: &str) -> String;

    /// Opens what [`Seal::seal`] made with the same key; `None` if it is not that.
    fn open(&self, sealed: &str) -> Option<String>;
}
