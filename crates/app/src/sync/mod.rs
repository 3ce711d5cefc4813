//! Synchronising contacts, chats and message history of an instance: once, or repeatedly. The
//! work itself is a chain of jobs (`jobs/sync`), one step each.

mod cancel;
mod cancel_one;
mod continuous;
mod estimate;
mod find;
mod get;
mod list;
mod list_all;
mod report;
mod start;
mod status;

pub use cancel::cancel;
pub use cancel_one::cancel_one;
pub(crate) use continuous::next_start;
pub use continuous::{DEFAULT_INTERVAL_MS, start_continuous, stop_continuous};
pub use estimate::{SyncEstimate, estimate};
pub use find::find;
pub use get::get;
pub use list::list;
pub use list_all::{SyncQuery, list_all};
pub(crate) use report::{began, moved};
pub use start::{SyncRequest, start};
pub(crate) use start::{enqueue_step, new_sync};
pub use status::{SyncState, status};

/// Ended syncs that are kept per instance.
pub(crate) const KEEP_ENDED: u32 = 20;
/// Most messages (or contacts) of one request.
pub(crate) const MAX_BATCH: u32 = 500;
