//! Documents of agents, their passages, and which of them an agent was given.

mod given;
mod search;
mod table;
mod write;

pub(crate) use given::ALL as GIVEN;
pub(crate) use search::ALL as PASSAGES;
pub(crate) use table::{ALL as DOCUMENTS, references};
