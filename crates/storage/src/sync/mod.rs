//! Syncs of instances: where each stands, and what it has brought over.

mod job;
mod messages;
mod schedule;

pub(crate) use job::ALL as JOBS;
pub use messages::{SyncChats, SyncTotals};
pub(crate) use schedule::ALL as SCHEDULES;
