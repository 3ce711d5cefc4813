//! The only place where a use case's refusal becomes a status.

use super::ApiError;
use axum::http::StatusCode;
use omni_app::Error;
use serde_json::{Value, json};
use std::fmt::Write as _;

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        if let Error::Internal(cause) = &error {
            tracing::error!(error = chain(cause.as_ref()), "a request failed on our side");
        }
        let mut api = Self::new(status(&error), error.code(), error.to_string());
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

fn details(error: &Error) -> Option<Value> {
    match error {
        Error::Invalid { field, message } | Error::FetchFailed { field, message } => {
            Some(json!({ "field": field, "message": message }))
        }
        Error::RecipientNotOnChannel(_) => {
            Some(json!({ "field": "to", "message": error.to_string() }))
        }
        Error::TooLarge { limit, .. } => Some(json!({ "limit": limit })),
        Error::RateLimited { retry_after_ms } => Some(json!({ "retryAfterMs": retry_after_ms })),
        Error::ChannelNotConnected { state } => Some(json!({ "state": state })),
        Error::SendFailed { code, .. } => Some(json!({ "channelCode": code })),
        _ => None,
    }
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
