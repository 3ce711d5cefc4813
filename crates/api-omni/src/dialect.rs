//! How this API writes errors: `{error: {code, message, details?}}`.

use axum::Json;
use axum::response::{IntoResponse, Response};
use omni_http::{ApiError, Dialect};
use serde::Serialize;
use serde_json::Value;
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
            message: error.message.clone(),
            details: error.details.as_deref().cloned(),
        }
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
