use super::login::signed_in;
use super::views::LoginView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::sign_in::{self, SetUp};
use omni_domain::user::SessionKind;
use omni_http::{Access, ApiError, ApiJson, Endpoint, Failure, Keyless, Peer, SessionCookie};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether the server has its first administrator, and how its users sign in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SetupView {
    /// It waits for its first administrator: show the form of `POST /auth/setup`.
    needed: bool,
    /// Names of the providers with which users sign in as well: offer `GET /auth/oidc/login`. At most one.
    #[schema(example = json!(["Example ID"]))]
    sign_in_providers: Vec<String>,
}

/// The first administrator.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SetupRequest {
    /// The one-time password that the server showed at its first start, or wrote to
    /// `auth.admin_password_file`.
    #[schema(max_length = 128, example = "abcde-fghij-kmnpq-rstuv")]
    code: String,
    /// Their e-mail address.
    #[schema(max_length = 254, example = "ann@example.com")]
    email: String,
    /// For people.
    #[schema(min_length = 1, max_length = 255, example = "Ann")]
    name: String,
    /// Their password from then on: 10 to 128 characters, not the e-mail address, and not the code.
    #[schema(min_length = 10, max_length = 128)]
    password: String,
    /// `cookie` for browsers, the default, or `bearer` for other clients.
    #[schema(value_type = Option<String>, default = "cookie")]
    kind: Option<SessionKind>,
}

pub(crate) const SHOW: Endpoint = Endpoint::new(Access::Open).fails(&[Failure::RateLimited]);

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::new(Access::Secret).fails(&[Failure::RateLimited, Failure::Conflict]).explains(&[(
        Failure::Unauthorized,
        "The code is wrong, or the server has its administrator already.",
    )]);

/// Get setup
///
/// Whether the server waits for its first administrator: it was started for the first time, and no person
/// has signed in since. Besides, with which providers users sign in.
#[utoipa::path(
    get,
    path = "/auth/setup",
    tag = "auth",
    responses((status = 200, body = SetupView))
)]
pub(crate) async fn get_setup(State(app): State<App>, _: Keyless) -> Reply<SetupView> {
    let needed = sign_in::needs_set_up(&app).await?;
    Ok(Json(SetupView { needed, sign_in_providers: sign_in::provider_names(&app) }))
}

/// Set up
///
/// Makes the person who has the code the first administrator, with an address and a password of their own,
/// and signs them in as `POST /auth/login` does. Works once. Failures count as failed sign-ins: after
/// several, further attempts wait.
#[utoipa::path(
    post,
    path = "/auth/setup",
    tag = "auth",
    request_body = SetupRequest,
    responses((status = 200, body = LoginView))
)]
pub(crate) async fn set_up(
    State(app): State<App>,
    _: Keyless,
    Peer(info): Peer,
    cookie: SessionCookie,
    ApiJson(body): ApiJson<SetupRequest>,
) -> Result<Response, ApiError> {
    let request = SetUp {
        code: body.code,
        email: body.email,
        name: body.name,
        password: body.password,
        kind: body.kind.unwrap_or(SessionKind::Cookie),
    };
    let done = sign_in::set_up(&app, request, &info.origin()).await?;
    Ok(signed_in(&app, cookie, done))
}
