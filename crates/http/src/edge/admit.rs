//! Access control from the head of a request, before any byte of its body is read.

use super::{RequestInfo, Shared, names_this_machine};
use crate::{Access, ApiError, Endpoint, authenticate};
use axum::http::StatusCode;
use axum::http::request::Parts;
use omni_app::{Caller, authorization};
use std::sync::Arc;

/// The caller of a request, in its extensions once the route admitted it.
#[derive(Debug, Clone)]
pub(crate) struct Admitted(pub(crate) Caller);

/// Rejects a request that may not call its route. Sockets are checked by their handshake: the key
/// may be in their first message, and they have no body.
pub(super) async fn admit(
    shared: &Shared,
    info: &Arc<RequestInfo>,
    endpoint: &Endpoint,
    parts: &mut Parts,
) -> Result<(), ApiError> {
    if endpoint.access == Access::Local {
        return require_local(info, parts);
    }
    if !endpoint.access.needs_credential() || endpoint.is_socket {
        return Ok(());
    }
    let Some(app) = &shared.app else {
        tracing::error!("a route that needs a credential is served without an application");
        return Err(ApiError::internal());
    };
    let needed = shared.dialect.credential_needed;
    let credential = (shared.dialect.credential)(parts)?;
    let credential = credential.ok_or_else(|| ApiError::unauthorized(needed))?;
    let caller = authenticate(app, info, &credential).await?;
    match endpoint.access {
        Access::Scope(scope) => authorization::require(&caller, scope)?,
        Access::Operator => authorization::require_server(&caller)?,
        Access::Open | Access::Secret | Access::Local | Access::AnyKey => {}
    }
    parts.extensions.insert(Admitted(caller));
    Ok(())
}

/// Refuses a request that does not come from this machine.
pub(crate) fn require_local(info: &RequestInfo, parts: &Parts) -> Result<(), ApiError> {
    if info.is_local() && names_this_machine(&parts.uri, &parts.headers) {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "FORBIDDEN",
        "this endpoint accepts only requests from this machine, over its loopback address and with \
         a `Host` that names it, such as `localhost`",
    ))
}
