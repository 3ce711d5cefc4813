use super::info;
use crate::ApiError;
use crate::edge::{RequestInfo, Who};
use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use omni_app::{App, Caller, keys};

/// Who is asking, by API key.
#[derive(Debug, Clone)]
pub struct Auth(pub Caller);

impl<S> FromRequestParts<S> for Auth
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let secret = credential(parts)?.ok_or_else(|| {
            ApiError::unauthorized(
                "an API key is needed: send it as `x-api-key: omni_sk_…`, as \
                 `Authorization: Bearer omni_sk_…` or as `?api_key=…`",
            )
        })?;
        let info = info(&parts.extensions)?;
        authenticate(&App::from_ref(state), info, &secret).await.map(Self)
    }
}

/// Resolves a key, notes it for the log and counts it against its limit.
pub async fn authenticate(app: &App, info: &RequestInfo, secret: &str) -> Result<Caller, ApiError> {
    let caller = keys::authenticate(app, secret, info.peer()).await?;
    let Some(key) = caller.key_id else { return Ok(caller) };
    info.set_key(app, key, &caller);
    count(info, Who::Key(key))?;
    Ok(caller)
}

/// Counts a request against a limit, if there is one.
pub(super) fn count(info: &RequestInfo, who: Who) -> Result<(), ApiError> {
    let Some(rate) = &info.shared.rate else { return Ok(()) };
    let (status, refusal) = rate.check(who, info.shared.env.now());
    info.set_rate(status);
    refusal.map_or(Ok(()), Err)
}

/// The key a request came with: `x-api-key`, else `Authorization: Bearer`, else `?api_key=`.
pub fn credential(parts: &Parts) -> Result<Option<String>, ApiError> {
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
                "the Authorization header must read `Bearer omni_sk_…`; or send `x-api-key`",
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
