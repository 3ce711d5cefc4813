use super::values;
use crate::ApiError;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// The path's parameters, as a struct with a field for each.
#[derive(Debug)]
pub struct ApiPath<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for ApiPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| {
            ApiError::invalid("path", "the path is not valid percent-encoded UTF-8")
        })?;
        values::decode(params.iter().map(|(name, text)| (Cow::Borrowed(name), Cow::Borrowed(text))))
            .map(Self)
    }
}
