//! An error of a use case as an error of the API.

use super::{ApiError, Details, FieldName};
use crate::Failure;
use omni_app::{Error, Field};
use std::fmt::Write as _;

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
            _ => None,
        };
        api
    }
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
