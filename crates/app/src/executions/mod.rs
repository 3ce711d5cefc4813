//! Messages at entry points, and the answers to them.

mod execute;
mod get;

pub use execute::{Accepted, ExecuteError, NewExecution, execute};
pub use get::{ExecutionDetails, get};
