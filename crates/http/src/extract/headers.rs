use crate::ApiError;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use omni_app::entity_tag::Precondition;
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

/// Longest `If-Match`, characters.
const MATCH_CHARS: usize = 2048;

/// The `If-Match` header (RFC 9110): the change is refused unless the resource has one of these
/// entity tags. `*` requires that it exists.
#[derive(Debug, Clone, Default)]
pub struct IfMatch(pub Precondition);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut tags = Vec::new();
        let mut given = false;
        for line in parts.headers.get_all("if-match") {
            given = true;
            let line = line.to_str().ok().filter(|line| line.len() <= MATCH_CHARS);
            let line = line.ok_or_else(bad_tags)?.trim();
            if line == "*" {
                return Ok(Self(Precondition::Exists));
            }
            for tag in line.split(',') {
                tags.extend(strong_tag(tag.trim())?);
            }
        }
        Ok(Self(if given { Precondition::AnyOf(tags) } else { Precondition::None }))
    }
}

/// The text of an entity tag; `None` for a weak one, which satisfies no `If-Match`.
fn strong_tag(tag: &str) -> Result<Option<String>, ApiError> {
    let (weak, quoted) = match tag.strip_prefix("W/") {
        Some(rest) => (true, rest),
        None => (false, tag),
    };
    let text = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let text = text.filter(|text| !text.contains('"')).ok_or_else(bad_tags)?;
    Ok((!weak).then(|| text.to_owned()))
}

fn bad_tags() -> ApiError {
    ApiError::invalid("If-Match", "give `*`, or the ETags that the resource may have, in quotes")
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
