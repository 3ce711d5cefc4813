use super::info;
use crate::ApiError;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

/// Accepts only requests from this machine: the socket's peer is a loopback address, and no proxy
/// forwards the request for another client. No header grants access; those of a proxy deny it,
/// since the client behind a proxy on this machine is not this machine.
#[derive(Debug, Clone, Copy)]
pub struct Local;

impl<S: Send + Sync> FromRequestParts<S> for Local {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        if info(&parts.extensions)?.is_local() {
            return Ok(Self);
        }
        Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "FORBIDDEN",
            "this endpoint accepts only requests from this machine, over its loopback address",
        ))
    }
}
