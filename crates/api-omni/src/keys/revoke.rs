use super::KeyPath;
use super::views::RevokedView;
use crate::shapes::{IfMatchHeader, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, keys};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch, Peer};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[(Failure::Conflict, "It is the primary key.")]);

/// Revoke API key
///
/// It is rejected from now on, on every node, and its open sockets are closed. Revoking twice is
/// not an error.
#[utoipa::path(
    delete,
    path = "/api-keys/{id}",
    tag = "api-keys",
    params(KeyPath, IfMatchHeader),
    responses(
        (status = 200, body = RevokedView)
    )
)]
pub(crate) async fn revoke_api_key(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    Peer(info): Peer,
    ApiPath(path): ApiPath<KeyPath>,
) -> Reply<RevokedView> {
    let key = keys::revoke(&app, &caller, path.id, precondition, &info.origin()).await?;
    Ok(Json(RevokedView::new(key.revoked_at)))
}
