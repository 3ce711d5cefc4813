//! Instances: connected numbers and bots.

mod delete;
mod read;
mod table;
mod write;

pub use read::{InstanceCount, InstanceFilter};
pub(crate) use table::{ALL, config_text};
pub use write::StateChange;
