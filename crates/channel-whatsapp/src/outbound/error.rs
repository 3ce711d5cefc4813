//! The library's and the network's refusals, in our words. No text of theirs is passed on that
//! could hold a number.

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
                "WhatsApp is not able to take messages just now ({code})"
            ));
        }
        "463" => {
            "WhatsApp refuses to start this conversation: the account is restricted from messaging \
             new contacts"
        }
        "400" | "479" => "WhatsApp did not understand the message",
        "401" | "403" => "WhatsApp does not allow this account to write there",
        "404" | "405" | "406" | "410" => "this chat does not exist, or the account is not in it",
        "413" => "the message is too large for WhatsApp",
        _ => "WhatsApp refused the message",
    };
    ChannelError::Rejected { code: code.to_owned(), message: message.to_owned() }
}

pub(super) fn send(error: &SendError, now: Timestamp) -> ChannelError {
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
        // The socket failed while writing: part of it may have left.
        ClientError::Socket(_) | ClientError::EncryptSend(_) => ChannelError::Timeout,
        _ => ChannelError::Temporary("the message could not be sent".to_owned()),
    }
}

/// A question that had to be answered first; the message itself was not sent yet.
pub(crate) fn iq(error: &IqError, now: Timestamp) -> ChannelError {
    match error {
        IqError::ServerError { code: 429, backoff, .. } => ChannelError::RateLimited {
            until: backoff.map(|seconds| now.plus(Duration::from_secs(seconds.into()))),
        },
        IqError::ServerError { code, .. } if *code < 500 => refused(&code.to_string()),
        IqError::NotConnected | IqError::Disconnected(_) | IqError::InternalChannelClosed => {
            ChannelError::NotConnected
        }
        _ => {
            ChannelError::Temporary("WhatsApp did not answer a question needed for this".to_owned())
        }
    }
}
