//! The state of channel sessions: a namespaced byte store, scoped to an instance.

mod coalesce;
mod flush;
mod read;
mod table;

pub use omni_domain::session_state::{StateEntry, StateWrite};
pub(crate) use table::ALL;

/// The size of a namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateSize {
    /// Namespace.
    pub ns: String,
    /// Records.
    pub entries: i64,
    /// Bytes of their values.
    pub bytes: i64,
}
