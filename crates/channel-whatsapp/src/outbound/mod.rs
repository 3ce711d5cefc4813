//! Sending messages and actions.

mod acks;
mod action;
mod album;
mod call;
mod compose;
mod delete_for_me;
mod error;
mod event;
mod expirations;
mod marks;
mod newsletter;
mod quote;
mod reachout;
mod recipient;
mod send;
mod status;
mod vcard;
mod view_once;

pub(crate) use acks::Acks;
pub(crate) use action::act;
pub(crate) use error::{client as client_error, iq as iq_error, send as send_error};
pub(crate) use expirations::Expirations;
pub(crate) use newsletter::refusal as newsletter_refusal;
pub(crate) use recipient::Spellings;
pub(crate) use send::{deliver, send};

use rand::RngExt;

/// A message id as WhatsApp Web generates it: `3EB0` and nine random bytes in hex.
pub(crate) fn new_message_id() -> String {
    let bytes: [u8; 9] = rand::rng().random();
    format!("3EB0{}", hex::encode_upper(bytes))
}

#[cfg(test)]
mod tests;
