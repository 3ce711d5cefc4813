//! Messages at entry points, and the answers to them.

mod execute;
mod get;
mod list;
mod messages_of;

pub use execute::{Accepted, ExecuteError, NewExecution, execute};
pub use get::{ExecutionDetails, get};
pub use list::{ExecutionQuery, list};
pub use messages_of::messages_of;
