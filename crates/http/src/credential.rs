//! Where requests carry an API key or a user's session, for the dialects that take them.

use crate::ApiError;
use crate::cookie::session_token;
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

/// For [`crate::Dialect::credential_needed`] beside [`key_or_session`].
pub const CREDENTIAL_NEEDED: &str = "an API key is needed: send it as `x-api-key: omni_sk_…`, as \
    `Authorization: Bearer omni_sk_…` or as `?api_key=…`; or sign in";

/// For [`crate::Dialect::credential`]: the API key of a request, as [`api_key`] reads it; the access
/// token of a user, from `Authorization: Bearer`; or the session of their browser, from its cookie.
pub fn key_or_session(parts: &Parts) -> Result<Option<Credential>, ApiError> {
    if let Some(secret) = secret(parts)? {
        return Ok(Some(if is_access_token(&secret) {
            Credential::AccessToken(secret)
        } else {
            Credential::ApiKey(secret)
        }));
    }
    Ok(session_token(parts)?.map(Credential::Session))
}

/// Whether a text has the form of a signed token: three parts, the first of them JSON in base64. No
/// key has a dot.
fn is_access_token(text: &str) -> bool {
    text.starts_with("eyJ") && text.split('.').count() == 3
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
