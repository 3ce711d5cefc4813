//! How this API writes errors: `{error: {code, message, details?}}`.

use crate::spelling::OmniSpelling;
use axum::Json;
use axum::response::{IntoResponse, Response};
use omni_http::{ApiError, Details, Dialect};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

pub(crate) const DIALECT: Dialect = Dialect { name: "omni", render, carries_files };

/// Why a request was refused or failed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    error: ErrorView,
}

/// The error itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorView {
    /// Stable code.
    #[schema(example = "VALIDATION_ERROR")]
    code: &'static str,
    /// What is wrong and what would be right.
    #[schema(example = "`to`: is required")]
    message: String,
    /// Particulars, such as `{field, message}` of a refused value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    details: Option<Value>,
}

impl From<&ApiError> for ErrorView {
    fn from(error: &ApiError) -> Self {
        Self {
            code: error.code,
            message: error.text(&OmniSpelling),
            details: error.details.as_deref().map(details),
        }
    }
}

/// The particulars, named as in this API's answers.
fn details(details: &Details) -> Value {
    match details {
        Details::Field { field, message } => json!({
            "field": field.spell(&OmniSpelling),
            "message": message.spell(&OmniSpelling),
        }),
        Details::Limit(limit) => json!({ "limit": limit }),
        Details::RateLimited { retry_after_ms, per_minute: None } => {
            json!({ "retryAfterMs": retry_after_ms })
        }
        Details::RateLimited { retry_after_ms, per_minute: Some(limit) } => {
            json!({ "retryAfterMs": retry_after_ms, "limit": limit, "windowMs": 60_000 })
        }
        Details::State(state) => json!({ "state": state }),
        Details::ChannelCode(code) => json!({ "channelCode": code }),
    }
}

fn render(error: &ApiError) -> Response {
    (error.status, Json(ErrorBody { error: error.into() })).into_response()
}

fn carries_files(route: &str) -> bool {
    [
        "/messages/media",
        "/messages/sticker",
        "/{messageId}/media",
        "/{id}/profile",
        "/{id}/profile-picture",
    ]
    .iter()
    .any(|end| route.ends_with(end))
}
