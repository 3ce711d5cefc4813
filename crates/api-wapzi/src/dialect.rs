//! How this API reads credentials and renders errors: `{statusCode, message, error}`.

use axum::Json;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use omni_app::Message;
use omni_app::authentication::Credential;
use omni_app::keys::TENANT_KEY_PREFIX;
use omni_http::{ApiError, Dialect};
use serde::Serialize;
use utoipa::ToSchema;

const MISSING: &str = "Missing API key";
const INVALID: &str = "Invalid API key";
const HEADER: &str = "x-api-key";

pub(crate) const DIALECT: Dialect =
    Dialect { name: "wapzi", render, credential: tenant_key, credential_needed: MISSING };

/// Why a request was refused or failed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorBody {
    /// The HTTP status.
    #[schema(example = 400)]
    status_code: u16,
    /// What is wrong.
    #[schema(example = "Invalid entryPointId")]
    message: String,
    /// The status in words.
    #[schema(example = "Bad Request")]
    error: &'static str,
}

/// A value that cannot be accepted, in words that clients compare.
pub(crate) fn refused(message: impl Into<Message>) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message)
}

/// The key of a tenant, from `x-api-key` alone.
fn tenant_key(parts: &Parts) -> Result<Option<Credential>, ApiError> {
    let Some(value) = parts.headers.get(HEADER) else { return Ok(None) };
    let text = value.to_str().map_err(|_| ApiError::unauthorized(INVALID))?.trim();
    Ok((!text.is_empty()).then(|| Credential::TenantKey(text.to_owned())))
}

/// Whether a request holds a key in the form of this API's.
pub(crate) fn has_own_key(parts: &Parts) -> bool {
    let value = parts.headers.get(HEADER).and_then(|value| value.to_str().ok());
    value.is_some_and(|key| key.trim().starts_with(TENANT_KEY_PREFIX))
}

fn render(error: &ApiError) -> Response {
    let text = error.message.to_string();
    let message = match error.status {
        // Two texts that clients compare.
        StatusCode::UNAUTHORIZED if text == MISSING => text,
        StatusCode::UNAUTHORIZED => INVALID.to_owned(),
        _ => text,
    };
    let reason = error.status.canonical_reason().unwrap_or("Error");
    let body = ErrorBody { status_code: error.status.as_u16(), message, error: reason };
    (error.status, Json(body)).into_response()
}
