//! Where requests carry an API key, for the dialects that take one.

use crate::ApiError;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use omni_app::authentication::Credential;

/// For [`crate::Dialect::credential_needed`] beside [`api_key`].
pub const API_KEY_NEEDED: &str = "an API key is needed: send it as `x-api-key: omni_sk_…`, as \
    `Authorization: Bearer omni_sk_…` or as `?api_key=…`";

/// For [`crate::Dialect::credential`]: the API key of a request, from `x-api-key`, else from
/// `Authorization: Bearer`, else from `?api_key=`.
pub fn api_key(parts: &Parts) -> Result<Option<Credential>, ApiError> {
    Ok(secret(parts)?.map(Credential::ApiKey))
}

fn secret(parts: &Parts) -> Result<Option<String>, ApiError> {
    let unreadable = |_| ApiError::unauthorized("the API key is not plain ASCII text");
    if let Some(value) = parts.headers.get("x-api-key") {
        return value.to_str().map(|key| Some(key.trim().to_owned())).map_err(unreadable);
    }
    if let Some(value) = parts.headers.get(AUTHORIZATION) {
        let text = value.to_str().map_err(unreadable)?;
        return match text.split_once(' ') {
            Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => {
                Ok(Some(key.trim().to_owned()))
            }
            _ => Err(ApiError::unauthorized(
                "the Authorization header must be `Bearer omni_sk_…`; or send `x-api-key`",
            )),
        };
    }
    let query = parts.uri.query().unwrap_or_default();
    if !query.contains("api_key=") {
        return Ok(None);
    }
    Ok(form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "api_key")
        .map(|(_, key)| key.into_owned()))
}
