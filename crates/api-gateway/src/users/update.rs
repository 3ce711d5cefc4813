use super::path::UserPath;
use super::views::UserDetailsView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::users::UserPatch;
use omni_app::{App, users};
use omni_domain::access::{Role, Scope};
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Peer};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes of a user. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct UpdateUserRequest {
    #[schema(min_length = 1, max_length = 255, example = "Ann Lee")]
    name: Option<String>,
    /// `owner`, `admin`, `agent` or `viewer`; at most what you may do yourself.
    #[schema(value_type = Option<String>, example = "agent")]
    role: Option<Role>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersWrite);

/// Update user
///
/// At once, on every node. The last active owner stays one (`CONFLICT`).
#[utoipa::path(
    patch,
    path = "/auth/users/{user_id}",
    tag = "users",
    params(UserPath),
    request_body = UpdateUserRequest,
    responses((status = 200, body = UserDetailsView))
)]
pub(crate) async fn update_user(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiPath(path): ApiPath<UserPath>,
    ApiJson(body): ApiJson<UpdateUserRequest>,
) -> Reply<UserDetailsView> {
    let patch = UserPatch { name: body.name, role: body.role, ..UserPatch::default() };
    let user = users::update(&app, &caller, path.user_id, patch, &info.origin()).await?;
    Ok(Json(user.into()))
}
