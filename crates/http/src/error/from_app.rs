//! An error of a use case as an error of the API.

use super::{ApiError, Details, FieldName};
use crate::Failure;
use omni_app::{Error, Field};
use omni_domain::instance::ConnectionState;
use std::fmt::Write as _;

/// When a connection that is being opened is asked for again.
const RECONNECT_MS: u64 = 5000;

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        if let Error::Internal(cause) = &error {
            tracing::error!(error = chain(cause.as_ref()), "a request failed internally");
        }
        let mut api = Self::new(Failure::of(&error).status(), error.code(), error.message());
        api.details = details(&error).map(Box::new);
        api.retry_after_ms = match &error {
            Error::RateLimited { retry_after_ms } => Some(*retry_after_ms),
            Error::StorageUnavailable => Some(1000),
            Error::ChannelNotConnected { state } if comes_back(state) => Some(RECONNECT_MS),
            _ => None,
        };
        api
    }
}

/// Whether the instance leaves this state by itself.
fn comes_back(state: &str) -> bool {
    let opening = [ConnectionState::Connecting, ConnectionState::Reconnecting];
    opening.iter().any(|one| one.as_str() == state)
}

fn details(error: &Error) -> Option<Details> {
    Some(match error {
        Error::Invalid { field, message } | Error::FetchFailed { field, message } => {
            Details::Field { field: FieldName::Typed(field.clone()), message: message.clone() }
        }
        Error::RecipientNotOnChannel(_) => {
            Details::Field { field: FieldName::Typed(Field::Recipient), message: error.message() }
        }
        Error::TooLarge { limit, .. } => Details::Limit(*limit),
        Error::RateLimited { retry_after_ms } => {
            Details::RateLimited { retry_after_ms: *retry_after_ms, per_minute: None }
        }
        Error::ChannelNotConnected { state } => Details::State(state.clone()),
        Error::SendFailed { code, .. } => Details::ChannelCode(code.clone()),
        _ => return None,
    })
}

/// An error and its causes, in one line.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::ApiError;
    use omni_app::Error;

    #[test]
    fn only_an_instance_that_comes_back_by_itself_is_worth_a_retry() {
        for (state, retries) in
            [("reconnecting", true), ("connecting", true), ("logged_out", false)]
        {
            let error = ApiError::from(Error::ChannelNotConnected { state: state.to_owned() });
            assert_eq!((error.status.as_u16(), error.code), (409, "CHANNEL_NOT_CONNECTED"));
            assert_eq!(error.retry_after_ms.is_some(), retries, "{state}");
        }
    }
}
