use super::{UserPath, UserView};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, users};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, Peer};

pub(crate) const DISABLE: Endpoint = Endpoint::scope(Scope::UsersWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "It is the last active owner.")]);

pub(crate) const ENABLE: Endpoint = Endpoint::scope(Scope::UsersWrite).fails(&[Failure::NotFound]);

/// Disable user
///
/// Their sessions end at once, on every node, and they can no longer sign in. Twice is not an error.
#[utoipa::path(
    post,
    path = "/users/{id}/disable",
    tag = "users",
    params(UserPath),
    responses((status = 200, body = UserView))
)]
pub(crate) async fn disable_user(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiPath(path): ApiPath<UserPath>,
) -> Reply<UserView> {
    Ok(Json(users::disable(&app, &caller, path.id, &info.origin()).await?.into()))
}

/// Enable user
///
/// They can sign in again. Twice is not an error.
#[utoipa::path(
    post,
    path = "/users/{id}/enable",
    tag = "users",
    params(UserPath),
    responses((status = 200, body = UserView))
)]
pub(crate) async fn enable_user(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiPath(path): ApiPath<UserPath>,
) -> Reply<UserView> {
    Ok(Json(users::enable(&app, &caller, path.id, &info.origin()).await?.into()))
}
