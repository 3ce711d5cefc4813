//! The state of channel sessions: a namespaced byte store, scoped to an instance.

mod coalesce;
mod flush;
mod read;
mod table;

pub use omni_domain::session_state::{StateEntry, StateWrite};
pub(crate) use table::ALL;

use crate::leases::Fence;
use omni_domain::ids::InstanceId;
use std::sync::Arc;

/// A change that is written at the end of its group.
#[derive(Debug)]
pub(crate) struct HeldState {
    pub(crate) instance: InstanceId,
    pub(crate) write: StateWrite,
    /// It is dropped if this token is lost by then.
    pub(crate) fence: Option<Arc<Fence>>,
}

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
