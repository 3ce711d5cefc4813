//! Instances: connected numbers and bots.

mod delete;
mod listed;
mod read;
mod table;
mod write;

pub use delete::DeletionStage;
pub use listed::InstanceRows;
pub use read::{InstanceCount, InstanceFilter};
pub(crate) use table::{ALL, config_text};
pub use write::StateChange;
