//! The only place where a use case's refusal becomes a status.

use super::{ApiError, Details, FieldName};
use axum::http::StatusCode;
use omni_app::{Error, Field};
use std::fmt::Write as _;

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        if let Error::Internal(cause) = &error {
            tracing::error!(error = chain(cause.as_ref()), "a request failed on our side");
        }
        let mut api = Self::new(status(&error), error.code(), error.message());
        api.details = details(&error).map(Box::new);
        api.retry_after_ms = match &error {
            Error::RateLimited { retry_after_ms } => Some(*retry_after_ms),
            Error::StorageUnavailable => Some(1000),
            _ => None,
        };
        api
    }
}

const fn status(error: &Error) -> StatusCode {
    match error {
        Error::Unauthorized(_) => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::NotFound { .. } => StatusCode::NOT_FOUND,
        Error::Invalid { .. }
        | Error::FetchFailed { .. }
        | Error::RecipientNotOnChannel(_)
        | Error::NotSupported(_) => StatusCode::BAD_REQUEST,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::Gone(_) => StatusCode::GONE,
        Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::SendFailed { .. } | Error::PairingFailed(_) | Error::AgentFailed(_) => {
            StatusCode::BAD_GATEWAY
        }
        Error::ChannelNotConnected { .. }
        | Error::ChannelUnavailable(_)
        | Error::AgentUnavailable(_)
        | Error::StorageUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        Error::ChannelTimeout(_) | Error::AgentTimeout(_) => StatusCode::GATEWAY_TIMEOUT,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
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

/// An error and what caused it, in one line.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}
