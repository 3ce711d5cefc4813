use super::{UserPath, UserView};
use crate::shapes::{IfMatchHeader, Tagged, TaggedReply};
use axum::extract::State;
use omni_app::{App, users};
use omni_domain::access::{Role, Scope};
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch, Peer};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes to a user; absent members are unchanged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateUserRequest {
    /// A display name.
    #[schema(min_length = 1, max_length = 255, example = "Ann Lee")]
    name: Option<String>,
    /// `owner`, `admin`, `agent` or `viewer`; at most what you may do yourself.
    #[schema(value_type = Option<String>)]
    role: Option<Role>,
    /// May operate the server as a whole.
    is_operator: Option<bool>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersWrite)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[(Failure::Conflict, "It is the last active owner.")]);

/// Update user
///
/// Takes effect at once, on every node; open sockets of the user are closed, and clients reconnect
/// with the new permissions.
#[utoipa::path(
    patch,
    path = "/users/{id}",
    tag = "users",
    params(UserPath, IfMatchHeader),
    request_body = UpdateUserRequest,
    responses((status = 200, body = UserView))
)]
pub(crate) async fn update_user(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    Peer(info): Peer,
    ApiPath(path): ApiPath<UserPath>,
    ApiJson(body): ApiJson<UpdateUserRequest>,
) -> TaggedReply<UserView> {
    let UpdateUserRequest { name, role, is_operator } = body;
    let patch = users::UserPatch { precondition, name, role, is_operator };
    let user = users::update(&app, &caller, path.id, patch, &info.origin()).await?;
    Ok(Tagged::new(users::tag(&user), user.into()))
}
