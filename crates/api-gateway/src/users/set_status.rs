use super::path::UserPath;
use super::views::UserDetailsView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, users};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Peer};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersWrite);

/// Disable user
///
/// Their sessions end at once, on every node, and they can no longer sign in. Twice is no error.
#[utoipa::path(
    post,
    path = "/auth/users/{user_id}/disable",
    tag = "users",
    params(UserPath),
    responses((status = 200, body = UserDetailsView))
)]
pub(crate) async fn disable_user(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiPath(path): ApiPath<UserPath>,
) -> Reply<UserDetailsView> {
    Ok(Json(users::disable(&app, &caller, path.user_id, &info.origin()).await?.into()))
}

/// Enable user
///
/// They can sign in again. Twice is no error.
#[utoipa::path(
    post,
    path = "/auth/users/{user_id}/enable",
    tag = "users",
    params(UserPath),
    responses((status = 200, body = UserDetailsView))
)]
pub(crate) async fn enable_user(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiPath(path): ApiPath<UserPath>,
) -> Reply<UserDetailsView> {
    Ok(Json(users::enable(&app, &caller, path.user_id, &info.origin()).await?.into()))
}
