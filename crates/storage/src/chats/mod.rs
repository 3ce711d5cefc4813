//! Chats and their participants.

mod assignee;
mod chat;
mod facts;
mod label;
mod last_message;
mod merge;
mod note;
mod participant;
mod processing;
mod read;
mod state;
mod write;

pub(crate) use assignee::ALL as ASSIGNEES;
pub use assignee::AssignedChat;
pub(crate) use chat::ALL as CHATS;
pub(crate) use label::ALL as LABELS;
pub use label::LabelRevision;
pub(crate) use note::ALL as NOTES;
pub(crate) use participant::ALL as PARTICIPANTS;
pub(crate) use processing::ALL as PROCESSING;
pub use read::{AssignedTo, ChatFilter};
pub(crate) use state::ALL as STATES;
pub use write::ChatTouch;
