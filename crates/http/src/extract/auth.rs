use super::info;
use crate::ApiError;
use crate::edge::{Admitted, RequestInfo, Who};
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use omni_app::authentication::{self, Credential};
use omni_app::{App, Caller};

/// The caller of a request, resolved from its credential.
#[derive(Debug, Clone)]
pub struct Auth(pub Caller);

impl<S> FromRequestParts<S> for Auth
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        // Authenticated from the head already, unless the route is open.
        if let Some(Admitted(caller)) = parts.extensions.get() {
            return Ok(Self(caller.clone()));
        }
        let info = info(&parts.extensions)?;
        let needed = info.shared.dialect.credential_needed;
        let credential = credential(parts)?.ok_or_else(|| ApiError::unauthorized(needed))?;
        authenticate(&App::from_ref(state), info, &credential).await.map(Self)
    }
}

/// The credential of a request, as its dialect reads it.
pub fn credential(parts: &Parts) -> Result<Option<Credential>, ApiError> {
    (info(&parts.extensions)?.shared.dialect.credential)(parts)
}

/// Resolves a credential, sets its principal for the log and counts the request against its limit.
pub async fn authenticate(
    app: &App,
    info: &RequestInfo,
    credential: &Credential,
) -> Result<Caller, ApiError> {
    let caller = authentication::authenticate(app, credential, info.peer()).await?;
    info.set_caller(app, &caller);
    info.count(Who::Principal(caller.principal))?;
    Ok(caller)
}
