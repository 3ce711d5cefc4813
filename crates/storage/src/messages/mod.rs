//! Messages.

mod change;
mod index;
mod insert;
mod read;
mod reindex;
mod search;
mod status;
mod table;

pub(crate) use read::by_ids;
pub(crate) use reindex::ALL as UNINDEXED;
pub use search::MessageFilter;
pub(crate) use search::found_by;
pub(crate) use table::ALL;
