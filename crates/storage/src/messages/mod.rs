//! Messages.

mod change;
mod insert;
mod read;
mod status;
mod table;

pub(crate) use read::by_ids;
pub(crate) use table::ALL;
