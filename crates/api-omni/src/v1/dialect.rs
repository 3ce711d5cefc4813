//! How the first version renders errors: `{error: "…"}`.

use crate::spelling::OmniSpelling;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use omni_http::{API_KEY_NEEDED, ApiError, Dialect, api_key};
use serde::Serialize;
use utoipa::ToSchema;

pub(super) const DIALECT: Dialect =
    Dialect { name: "omni-v1", render, credential: api_key, credential_needed: API_KEY_NEEDED };

/// Why a request was rejected or failed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct V1Error {
    #[schema(example = "Not found")]
    error: String,
}

fn render(error: &ApiError) -> Response {
    let text = match error.status {
        StatusCode::NOT_FOUND => "Not found".to_owned(),
        _ => error.text(&OmniSpelling),
    };
    (error.status, Json(V1Error { error: text })).into_response()
}
