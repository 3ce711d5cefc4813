//! Synchronising contacts, chats and message history of an instance: once, or repeatedly. The
//! work itself is a chain of jobs (`jobs/sync`), one step each.

mod cancel;
mod continuous;
mod get;
mod list;
mod start;
mod status;

pub use cancel::cancel;
pub(crate) use continuous::next_start;
pub use continuous::{DEFAULT_INTERVAL_MS, start_continuous, stop_continuous};
pub use get::get;
pub use list::list;
pub use start::{SyncRequest, start};
pub(crate) use start::{enqueue_step, new_sync};
pub use status::{SyncState, status};

/// Ended syncs that are kept per instance.
pub(crate) const KEEP_ENDED: u32 = 20;
/// Most messages (or contacts) of one request.
pub(crate) const MAX_BATCH: u32 = 500;
