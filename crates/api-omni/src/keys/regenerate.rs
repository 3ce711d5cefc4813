use super::KeyPath;
use super::views::RegeneratedView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, keys};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, Peer};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "It is revoked or has expired.")]);

/// Regenerate API key
///
/// The response contains the whole new key, this once; the old one is rejected from now on, on
/// every node.
#[utoipa::path(
    post,
    path = "/api-keys/{id}/regenerate",
    tag = "api-keys",
    params(KeyPath),
    responses(
        (status = 200, body = RegeneratedView)
    )
)]
pub(crate) async fn regenerate_api_key(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiPath(path): ApiPath<KeyPath>,
) -> Reply<RegeneratedView> {
    Ok(Json(keys::regenerate(&app, &caller, path.id, &info.origin()).await?.into()))
}
