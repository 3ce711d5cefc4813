//! The one error of all dialects.

mod details;
mod from_app;

pub use details::{Details, FieldName};

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use omni_app::{Message, Speller};
use std::fmt;
use std::sync::Arc;

/// Longest message, which may quote the caller's input or list what is accepted, in characters.
const MESSAGE_CHARS: usize = 500;

/// Why a request was rejected or failed.
///
/// As a response it is a status and an extension, without a body: the layer at the dialect's edge
/// writes the body, so that every error of a dialect has the same shape, wherever it is raised.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code, such as `VALIDATION_ERROR`.
    pub code: &'static str,
    /// What is wrong and what to do, for the caller; a dialect spells it.
    pub message: Message,
    /// Machine-readable particulars.
    pub details: Option<Box<Details>>,
    /// When a retry may succeed.
    pub retry_after_ms: Option<u64>,
    /// The id of its request; set at the edge.
    pub request_id: Option<Arc<str>>,
}

impl ApiError {
    /// An error without particulars.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<Message>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            details: None,
            retry_after_ms: None,
            request_id: None,
        }
    }

    /// With particulars.
    #[must_use]
    pub fn with_details(mut self, details: Details) -> Self {
        self.details = Some(Box::new(details));
        self
    }

    /// The message in a dialect's spelling.
    pub fn text(&self, speller: &dyn Speller) -> String {
        self.message.spell(speller)
    }

    /// An invalid value.
    pub fn invalid(field: &str, message: impl AsRef<str>) -> Self {
        let message = shorten(message.as_ref());
        let whole = if field.is_empty() || message.contains(&format!("`{field}`")) {
            message.clone()
        } else {
            format!("`{field}`: {message}")
        };
        Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", whole).with_details(Details::Field {
            field: FieldName::Request(field.to_owned()),
            message: message.into(),
        })
    }

    /// No credential, or a wrong one.
    pub fn unauthorized(message: impl Into<Message>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message)
    }

    /// No such route.
    pub fn unknown_route() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Endpoint not found")
    }

    /// A route without this method. axum adds `Allow` outside all layers, so the text can only
    /// refer to it.
    pub fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "METHOD_NOT_ALLOWED",
            "this endpoint does not support this method; the Allow header lists those it supports",
        )
    }

    /// More bytes than the route accepts.
    pub fn too_large(limit: u64) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "PAYLOAD_TOO_LARGE",
            format!("the body is larger than the {limit} bytes that this endpoint accepts"),
        )
        .with_details(Details::Limit(limit))
    }

    /// A body in a format the route does not read.
    pub fn unsupported_type(message: impl Into<Message>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message)
    }

    /// A bug; the cause is in the log.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL_ERROR",
            "internal error; quote the request id, under which the log has the details",
        )
    }
}

/// Bounds a message that may quote a caller's value, on a character boundary.
fn shorten(message: &str) -> String {
    if message.chars().count() <= MESSAGE_CHARS {
        return message.to_owned();
    }
    let mut short: String = message.chars().take(MESSAGE_CHARS).collect();
    short.push('…');
    short
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for ApiError {}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(ms) = self.retry_after_ms {
            // Whole seconds, rounded up: a client that waits this long must not retry too early.
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(ms.div_ceil(1000).max(1)));
        }
        response.extensions_mut().insert(self);
        response
    }
}
