use super::info;
use crate::ApiError;
use crate::edge::require_local;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// Accepts only requests from this machine: the socket's peer is a loopback address, `Host` is a name
/// of this machine, and no proxy forwards the request for another client. No header grants access;
/// those of a proxy deny it, since the client behind a proxy on this machine is not this machine.
#[derive(Debug, Clone, Copy)]
pub struct Local;

impl<S: Send + Sync> FromRequestParts<S> for Local {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        require_local(info(&parts.extensions)?, parts).map(|()| Self)
    }
}
