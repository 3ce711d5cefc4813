//! Chats, contacts, persons and their identities.

mod address;
mod agent_pause;
mod assignee;
mod chat;
mod chat_facts;
mod contact;
mod identity;
mod last_message;
mod media;
mod note;
mod participant;
mod person;

pub use address::Address;
pub use agent_pause::AgentPause;
pub use assignee::Assignee;
pub use chat::{Chat, ChatType};
pub use chat_facts::{ChatFacts, ChatProcessing};
pub use contact::Contact;
pub use identity::{Identity, IdentityLink, LinkedBy};
pub use last_message::LastMessage;
pub use media::{Media, MediaStatus};
pub use note::ChatNote;
pub use participant::Participant;
pub use person::Person;
