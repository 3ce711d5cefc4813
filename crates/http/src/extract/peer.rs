use super::info;
use crate::ApiError;
use crate::edge::RequestInfo;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::sync::Arc;

/// The request's facts: its id and who is at the other end.
#[derive(Debug, Clone)]
pub struct Peer(pub Arc<RequestInfo>);

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        info(&parts.extensions).map(|info| Self(Arc::clone(info)))
    }
}
