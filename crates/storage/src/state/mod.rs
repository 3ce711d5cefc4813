//! What a channel session must remember: a namespaced byte store, scoped to an instance.

mod coalesce;
mod flush;
mod read;
mod table;

use bytes::Bytes;
pub(crate) use table::ALL;

/// One change of a session's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateWrite {
    /// Insert or replace.
    Put {
        /// Namespace: one kind of record.
        ns: &'static str,
        /// Key within the namespace.
        key: String,
        /// Opaque.
        value: Bytes,
        /// A number that ranges are read by: an expiry, a counter, a flag.
        num: i64,
    },
    /// Change `num` of a row that exists; never inserts.
    SetNum {
        /// Namespace.
        ns: &'static str,
        /// Key.
        key: String,
        /// The new number.
        num: i64,
    },
    /// Remove one.
    Delete {
        /// Namespace.
        ns: &'static str,
        /// Key.
        key: String,
    },
    /// Remove every row of the namespace whose key begins with `prefix`; an empty prefix is all.
    DeletePrefix {
        /// Namespace.
        ns: &'static str,
        /// Beginning of the key.
        prefix: String,
    },
}

/// A stored record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateEntry {
    /// Key within the namespace.
    pub key: String,
    /// The record.
    pub value: Bytes,
    /// Its number.
    pub num: i64,
}

/// How much a namespace holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateSize {
    /// Namespace.
    pub ns: String,
    /// Records.
    pub entries: i64,
    /// Bytes of their values.
    pub bytes: i64,
}
