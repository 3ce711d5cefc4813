//! Agents and their versions.

mod delete;
mod move_in;
mod read;
mod table;
mod versions;
mod write;

pub use delete::AgentPiece;
pub(crate) use move_in::ALL as MOVES;
pub use read::AgentFilter;
pub(crate) use table::ALL as AGENTS;
pub(crate) use versions::ALL as VERSIONS;
