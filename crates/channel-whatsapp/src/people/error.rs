//! Converts the library's errors of queries.

use crate::outbound::{client_error, iq_error};
use omni_channel::ChannelError;
use omni_domain::Timestamp;
use whatsapp_rust::features::{ContactError, GroupError, ProfileError};

pub(super) fn contact(error: &ContactError, now: Timestamp) -> ChannelError {
    match error {
        ContactError::Iq(error) => iq_error(error, now),
        ContactError::InvalidJid(_) => ChannelError::InvalidRecipient(
            "only persons can be looked up; give a phone number or a person's address".to_owned(),
        ),
        _ => unanswered(),
    }
}

pub(super) fn profile(error: &ProfileError, now: Timestamp) -> ChannelError {
    match error {
        ProfileError::Iq(error) => iq_error(error, now),
        ProfileError::Client(error) => client_error(error, now),
        _ => {
            ChannelError::Temporary("WhatsApp did not accept the change of the profile".to_owned())
        }
    }
}

pub(super) fn group(error: &GroupError, now: Timestamp) -> ChannelError {
    match error {
        GroupError::Iq(error) => iq_error(error, now),
        _ => unanswered(),
    }
}

pub(super) fn unanswered() -> ChannelError {
    ChannelError::Temporary("WhatsApp did not answer the query".to_owned())
}
