//! Converts the network's events to the inbound types that all channels share.

mod address;
mod answers;
mod attendance;
mod calendar;
mod card;
mod choice;
mod contacts;
mod content;
mod context;
mod control;
mod deletions;
mod groups;
mod history;
mod hook;
mod interactive;
mod kinds;
mod listener;
mod message;
mod numbers;
mod on_demand;
mod pins;
mod presence;
mod pump;
mod receipts;
mod secrets;
mod unsupported;
mod unwrap;
mod votes;

pub(crate) use address::Book;
pub(crate) use groups::described as describe_group;
pub(crate) use hook::Hook;
pub(crate) use listener::{Item, Listener, spaced};
pub(crate) use on_demand::{OnDemandHistory, request as request_history};
pub(crate) use pump::Pump;
pub(crate) use secrets::{keep_own, own_secret};

#[cfg(test)]
mod tests;
