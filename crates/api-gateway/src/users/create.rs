use super::views::UserPasswordView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::users::NewUser;
use omni_app::{App, users};
use omni_domain::access::{Role, Scope};
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Peer};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new user.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CreateUserRequest {
    /// What they sign in with; unique on the server.
    #[schema(max_length = 254, example = "ann@example.com")]
    email: String,
    #[schema(min_length = 1, max_length = 255, example = "Ann Lee")]
    name: String,
    /// `owner`, `admin`, `agent` or `viewer`; at most what you may do yourself.
    #[schema(value_type = String, example = "agent")]
    role: Role,
    /// Their first password, which they must change; without it one is generated, and the answer has it.
    #[schema(min_length = 10, max_length = 128)]
    password: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersWrite);

/// Create user
///
/// They sign in with `POST /auth/login`, and must change their password first. A key needs the rights of
/// the role besides.
#[utoipa::path(
    post,
    path = "/auth/users",
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
    let new = NewUser {
        email: body.email,
        name: body.name,
        role: body.role,
        password: body.password,
        must_change_password: true,
        is_operator: None,
    };
    let created = users::create(&app, &caller, new, &info.origin()).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}
