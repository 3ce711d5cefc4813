//! How this API renders errors: `{error: {code, message, details?}}`.

use crate::spelling::OmniSpelling;
use axum::Json;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use omni_app::authentication::Credential;
use omni_app::keys;
use omni_http::{ApiError, CREDENTIAL_NEEDED, Details, Dialect, api_key, key_or_session};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

pub(crate) const DIALECT: Dialect = Dialect {
    name: "omni",
    render,
    credential: key_or_session,
    credential_needed: CREDENTIAL_NEEDED,
};

/// Why a request was rejected or failed.
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
    /// What is wrong and what to do.
    #[schema(example = "`to`: is required")]
    message: String,
    /// Particulars, such as `{field, message}` of an invalid value.
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

/// The particulars, named as in this API's responses.
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

/// Whether a request holds a key in the form of this API's.
pub(crate) fn has_own_key(parts: &Parts) -> bool {
    matches!(
        api_key(parts),
        Ok(Some(Credential::ApiKey(key))) if key.starts_with(keys::KEY_PREFIX)
    )
}
