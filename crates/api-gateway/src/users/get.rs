use super::path::UserPath;
use super::views::UserDetailsView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, users};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersRead);

/// Get user by id
#[utoipa::path(
    get,
    path = "/auth/users/{user_id}",
    tag = "users",
    params(UserPath),
    responses((status = 200, body = UserDetailsView))
)]
pub(crate) async fn get_user_by_id(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<UserPath>,
) -> Reply<UserDetailsView> {
    Ok(Json(users::get(&app, &caller, path.user_id).await?.into()))
}
