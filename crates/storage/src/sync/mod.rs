//! Syncs of instances: their state and their counts.

mod job;
mod messages;
mod schedule;

pub(crate) use job::ALL as JOBS;
pub use job::SyncFilter;
pub use messages::{SyncChats, SyncTotals};
pub(crate) use schedule::ALL as SCHEDULES;
