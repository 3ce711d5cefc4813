//! Converts errors of the library and the network. Their texts are not included: they could
//! contain a phone number.

use omni_channel::ChannelError;
use omni_domain::Timestamp;
use std::time::Duration;
use whatsapp_rust::{ClientError, IqError, SendError};

/// A code in an acknowledgement.
pub(super) fn refused(code: &str) -> ChannelError {
    let message = match code {
        "429" => return ChannelError::RateLimited { until: None },
        "500" | "502" | "503" | "504" => {
            return ChannelError::Temporary(format!(
                "WhatsApp cannot accept messages at the moment ({code})"
            ));
        }
        "463" => {
            "WhatsApp refuses to start this conversation: the account is restricted from messaging \
             new contacts"
        }
        "400" | "479" => "WhatsApp refused the message as invalid",
        "401" | "403" => "WhatsApp does not allow this account to write there",
        "404" | "405" | "406" | "410" => "this chat does not exist, or the account is not in it",
        "413" => "the message is too large for WhatsApp",
        _ => "WhatsApp refused the message",
    };
    ChannelError::Rejected { code: code.to_owned(), message: message.to_owned() }
}

pub(crate) fn send(error: &SendError, now: Timestamp) -> ChannelError {
    match error {
        SendError::NotLoggedIn => ChannelError::NotConnected,
        SendError::Client(error) => client(error, now),
        SendError::Iq(error) => iq(error, now),
        SendError::InvalidRequest(_) => ChannelError::Rejected {
            code: "invalid".to_owned(),
            message: "this cannot be sent to that chat".to_owned(),
        },
        SendError::Internal(error) => match error.downcast_ref::<IqError>() {
            Some(error) => iq(error, now),
            None => ChannelError::Temporary("the message could not be encrypted".to_owned()),
        },
        _ => ChannelError::Temporary("the message could not be sent".to_owned()),
    }
}

pub(crate) fn client(error: &ClientError, now: Timestamp) -> ChannelError {
    match error {
        ClientError::NotConnected | ClientError::NotLoggedIn => ChannelError::NotConnected,
        ClientError::Iq(error) => iq(error, now),
        // The socket failed while writing: part of the message may have been sent.
        ClientError::Socket(_) | ClientError::EncryptSend(_) => ChannelError::Timeout,
        _ => ChannelError::Temporary("the message could not be sent".to_owned()),
    }
}

/// A query before the send failed; the message itself was not sent yet.
pub(crate) fn iq(error: &IqError, now: Timestamp) -> ChannelError {
    match error {
        IqError::ServerError { code: 429, backoff, .. } => ChannelError::RateLimited {
            until: backoff.map(|seconds| now.plus(Duration::from_secs(seconds.into()))),
        },
        IqError::ServerError { code, .. } if *code < 500 => refused(&code.to_string()),
        IqError::NotConnected | IqError::Disconnected(_) | IqError::InternalChannelClosed => {
            ChannelError::NotConnected
        }
        _ => ChannelError::Temporary("WhatsApp did not answer a query that this needs".to_owned()),
    }
}
