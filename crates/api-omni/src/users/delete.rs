use super::UserPath;
use crate::shapes::{IfMatchHeader, Reply, Success};
use axum::extract::State;
use omni_app::{App, users};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch, Peer};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersWrite)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[(Failure::Conflict, "It is the last active owner.")]);

/// Delete user
///
/// Their sessions end at once, on every node. What they did keeps their id in audits.
#[utoipa::path(
    delete,
    path = "/users/{id}",
    tag = "users",
    params(UserPath, IfMatchHeader),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_user(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    Peer(info): Peer,
    ApiPath(path): ApiPath<UserPath>,
) -> Reply<Success> {
    users::delete(&app, &caller, path.id, &precondition, &info.origin()).await?;
    Ok(Success::reply())
}
