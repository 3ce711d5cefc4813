//! Documents of agents: texts whose passages an agent is given when it answers.
//!
//! A document never changes: it is added and deleted, and each of both makes a version of its agent, which
//! lists the documents that the agent has from then on. Passages are found by the words of the message that
//! is answered.

mod create;
mod delete;
mod get;
mod given;
mod list;
mod read;
mod split;
mod version;

pub use create::create;
pub use delete::delete;
pub use get::{DocumentDetails, get};
pub(crate) use given::{find, give};
pub use list::list;
pub use read::{DocumentSource, NewDocument};
