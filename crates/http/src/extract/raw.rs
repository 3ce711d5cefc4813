use super::options;
use crate::ApiError;
use crate::body::read_body;
use axum::extract::{FromRequest, Request};
use bytes::Bytes;

/// A body of ordinary size as received, whatever its content type.
#[derive(Debug)]
pub struct RawBody(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let limit = options(request.extensions())?.json_max_bytes;
        read_body(request, limit).await.map(Self)
    }
}
