use super::info;
use crate::ApiError;
use crate::edge::{RequestInfo, Who};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::sync::Arc;

/// The request's facts: its id and its client.
#[derive(Debug, Clone)]
pub struct Peer(pub Arc<RequestInfo>);

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        info(&parts.extensions).map(|info| Self(Arc::clone(info)))
    }
}

/// A caller without a credential. Its requests are counted by its address, against the limit that a
/// principal has.
#[derive(Debug, Clone, Copy)]
pub struct Keyless;

impl<S: Send + Sync> FromRequestParts<S> for Keyless {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let info = info(&parts.extensions)?;
        if let Some(peer) = info.peer() {
            info.count(Who::of(peer))?;
        }
        Ok(Self)
    }
}
