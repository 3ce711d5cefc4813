use crate::ApiError;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;

/// Longest idempotency key.
const KEY_CHARS: usize = 255;

/// The `Idempotency-Key` header: a repeat with the same key returns the first request's result.
#[derive(Debug, Clone, Default)]
pub struct IdempotencyKey(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let printable = |key: &&str| {
            (1..=KEY_CHARS).contains(&key.len())
                && key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        };
        match value.to_str().ok().filter(printable) {
            Some(key) => Ok(Self(Some(key.to_owned()))),
            None => Err(ApiError::invalid(
                "Idempotency-Key",
                "must be 1 to 255 printable ASCII characters",
            )),
        }
    }
}

/// Whether the client requests with `Prefer: respond-async` (RFC 7240) not to wait for the network.
#[derive(Debug, Clone, Copy)]
pub struct RespondAsync(pub bool);

impl<S: Send + Sync> FromRequestParts<S> for RespondAsync {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let wanted = |preference: &str| preference.trim().eq_ignore_ascii_case("respond-async");
        let lines = parts.headers.get_all("prefer");
        let mut lines = lines.iter().filter_map(|value| value.to_str().ok());
        Ok(Self(lines.any(|line| line.split([',', ';']).any(wanted))))
    }
}
