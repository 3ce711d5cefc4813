//! What the network says, in the words every channel shares.

mod address;
mod card;
mod choice;
mod contacts;
mod content;
mod context;
mod control;
mod groups;
mod history;
mod hook;
mod interactive;
mod listener;
mod message;
mod past;
mod presence;
mod pump;
mod receipts;
mod unwrap;

pub(crate) use address::Book;
pub(crate) use groups::described as describe_group;
pub(crate) use hook::Hook;
pub(crate) use listener::{Item, Listener, spaced};
pub(crate) use past::{Past, ask as ask_for_past};
pub(crate) use pump::Pump;

#[cfg(test)]
mod tests;
