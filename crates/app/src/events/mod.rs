//! The event log: read, and followed live.

mod feed;
mod get;
mod list;
pub mod publish;

pub use feed::{EventFeed, EventSelection, subscribe};
pub use get::get;
pub use list::{EventList, EventQuery, list};
