//! Converts the network's events to the inbound types that all channels share.

mod address;
mod answers;
mod attendance;
mod calendar;
mod calls;
mod card;
mod choice;
mod contacts;
mod content;
mod context;
mod control;
mod deletions;
mod group_notices;
mod groups;
mod held_marks;
mod history;
mod hook;
mod interactive;
mod keeps;
mod kinds;
mod listener;
mod message;
mod message_labels;
mod numbers;
mod on_demand;
mod pins;
mod presence;
mod pump;
mod receipts;
mod recent;
mod sealed;
mod secrets;
mod state;
mod unsupported;
mod unwrap;
mod votes;

pub(crate) use address::Book;
pub(crate) use calls::declined as declined_call;
pub(crate) use content::plain as plain_content;
pub(crate) use groups::described as describe_group;
pub(crate) use held_marks::HeldMarks;
pub(crate) use hook::Hook;
pub(crate) use listener::{Item, Listener, spaced};
pub(crate) use numbers::{moment, moment_of_seconds};
pub(crate) use on_demand::{OnDemandHistory, request as request_history};
pub(crate) use pump::Pump;
pub(crate) use recent::Recent;
pub(crate) use secrets::{keep_own, own_secret};

#[cfg(test)]
mod tests;
