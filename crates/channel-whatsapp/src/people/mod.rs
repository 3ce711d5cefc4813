//! Queries about people and about the account itself.

mod business;
mod contacts;
mod error;
mod find;
mod own;
mod presence;
mod profile;
mod stored;
pub(crate) mod variants;

pub(crate) use business::{business, catalogue};
pub(crate) use contacts::{chats, contacts};
pub(crate) use find::{find, find_jids};
pub(crate) use own::set_profile;
pub(crate) use presence::presence;
pub(crate) use profile::{fetch_picture, picture, profile};
pub(crate) use stored::stored_session;
