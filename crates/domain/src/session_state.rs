//! The state of a channel's session: a namespaced byte store. Channels write it and storage keeps
//! it; the two do not depend on each other.

use bytes::Bytes;

/// One change of a session's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateWrite {
    /// Insert or replace.
    Put {
        /// Namespace: one kind of record.
        ns: &'static str,
        /// Key within the namespace.
        key: String,
        /// Opaque to all but the channel.
        value: Bytes,
        /// A number that ranges are read by: an expiry (seconds), a counter, a flag.
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
