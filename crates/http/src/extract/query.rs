use super::values;
use crate::ApiError;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// The query string. Lists may be repeated (`a=1&a=2`) or comma-separated (`a=1,2`).
///
/// More parameters than [`crate::HttpOptions::query_max_names`] are refused, whatever their names.
/// Names that no handler reads are refused at the edge, by what the operation documents; here they
/// are ignored, since a handler may read several structs.
#[derive(Debug)]
pub struct ApiQuery<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        values::decode_query(parts).map(Self)
    }
}
