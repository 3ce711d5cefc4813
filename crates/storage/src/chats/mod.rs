//! Chats and their participants.

mod chat;
mod merge;
mod participant;
mod processing;
mod read;
mod write;

pub(crate) use chat::ALL as CHATS;
pub(crate) use participant::ALL as PARTICIPANTS;
pub(crate) use processing::ALL as PROCESSING;
pub use read::ChatFilter;
pub use write::ChatTouch;
