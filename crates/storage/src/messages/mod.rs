//! Messages.

mod change;
mod insert;
mod read;
mod status;
mod table;

pub(crate) use table::ALL;
