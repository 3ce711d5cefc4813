//! What limits how fast an account may write.

mod account;
mod holds;
mod numbers;

pub(crate) use account::ALL as ACCOUNTS;
pub(crate) use holds::ALL as HOLDS;
pub use holds::ChatHistory;
pub(crate) use numbers::ALL as NUMBERS;
pub use numbers::NumberCheck;
