use super::views::UserPasswordView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, users};
use omni_domain::access::{Role, Scope};
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure, Peer};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateUserRequest {
    /// What they sign in with; unique on the server.
    #[schema(max_length = 254, example = "ann@example.com")]
    email: String,
    /// A display name.
    #[schema(min_length = 1, max_length = 255, example = "Ann Lee")]
    name: String,
    /// `owner`, `admin`, `agent` or `viewer`; at most what you may do yourself.
    #[schema(value_type = String)]
    role: Role,
    /// Their first password; absent is a generated one, which the response contains.
    #[schema(min_length = 10, max_length = 128)]
    password: Option<String>,
    /// They must change the given password before they may do anything else. A generated one must
    /// always be changed.
    #[serde(default = "yes")]
    #[schema(default = true)]
    must_change_password: bool,
    /// May operate the server as a whole; absent is as you may yourself, for `owner` and `admin`.
    is_operator: Option<bool>,
}

const fn yes() -> bool {
    true
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersWrite)
    .fails(&[Failure::RateLimited])
    .explains(&[(Failure::Conflict, "Another user of the server has this e-mail address.")]);

/// Create user
///
/// Without a password the response contains a generated one, this once.
#[utoipa::path(
    post,
    path = "/users",
    tag = "users",
    request_body = CreateUserRequest,
    responses((status = 201, body = UserPasswordView))
)]
pub(crate) async fn create_user(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiJson(body): ApiJson<CreateUserRequest>,
) -> Result<(StatusCode, Json<UserPasswordView>), ApiError> {
    let new = users::NewUser {
        email: body.email,
        name: body.name,
        role: body.role,
        password: body.password,
        must_change_password: body.must_change_password,
        is_operator: body.is_operator,
    };
    let created = users::create(&app, &caller, new, &info.origin()).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}
