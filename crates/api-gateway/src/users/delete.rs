use super::path::UserPath;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::entity_tag::Precondition;
use omni_app::{App, users};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Peer};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersWrite);

/// Delete user
///
/// Their sessions end at once, on every node. The last active owner stays (`CONFLICT`).
#[utoipa::path(
    delete,
    path = "/auth/users/{user_id}",
    tag = "users",
    params(UserPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_user(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiPath(path): ApiPath<UserPath>,
) -> Reply<Success> {
    let (id, origin) = (path.user_id, info.origin());
    users::delete(&app, &caller, id, &Precondition::None, &origin).await?;
    Ok(Success::reply())
}
