use super::info;
use crate::ApiError;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

/// Lets only requests of this machine pass: the socket's other end is a loopback address, and no
/// proxy says that it speaks for somebody else. No header can open this door; those of a proxy
/// close it, since the client behind a proxy on this machine is not this machine.
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
            "this endpoint answers only to this machine itself, over its loopback address",
        ))
    }
}
