use super::views::LoginView;
use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Response};
use omni_app::App;
use omni_app::sign_in::{self, PasswordSignIn, SignedIn, Tokens};
use omni_domain::user::SessionKind;
use omni_http::{Access, ApiError, ApiJson, Endpoint, Failure, Keyless, Peer, SessionCookie};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LoginRequest {
    /// The user's e-mail address.
    #[schema(max_length = 254, example = "ann@example.com")]
    email: String,
    /// Their password.
    #[schema(max_length = 128)]
    password: String,
    /// A one-time code, or a recovery code, of a user who has set up one-time codes.
    #[schema(example = "123456")]
    code: Option<String>,
    /// `cookie` for browsers, the default, or `bearer` for other clients.
    #[schema(value_type = Option<String>, default = "cookie")]
    kind: Option<SessionKind>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::new(Access::Secret)
    .fails(&[Failure::RateLimited])
    .explains(&[(
        Failure::Unauthorized,
        "The address or the password is wrong, or (`TOTP_REQUIRED`) a one-time code is needed as well.",
    )]);

/// Sign in
///
/// With `cookie` the response sets an `HttpOnly` cookie, and every change made with it needs the
/// header `x-csrf-token`. With `bearer` it contains an access token and a refresh token. After several
/// failures of an address, whether or not a user has it, further attempts wait.
#[utoipa::path(
    post,
    path = "/auth/login",
    tag = "auth",
    request_body = LoginRequest,
    responses((status = 200, body = LoginView))
)]
pub(crate) async fn sign_in_user(
    State(app): State<App>,
    _: Keyless,
    Peer(info): Peer,
    cookie: SessionCookie,
    ApiJson(body): ApiJson<LoginRequest>,
) -> Result<Response, ApiError> {
    let request = PasswordSignIn {
        email: body.email,
        password: body.password,
        code: body.code,
        kind: body.kind.unwrap_or(SessionKind::Cookie),
    };
    let done = sign_in::with_password(&app, request, &info.origin()).await?;
    Ok(signed_in(&app, cookie, done))
}

/// The response to a user who signed in, with the cookie of their session if one carries it.
pub(super) fn signed_in(app: &App, cookie: SessionCookie, done: SignedIn) -> Response {
    let header = match &done.tokens {
        Tokens::Cookie { token, .. } => cookie.set(token, app.config.auth.session_max),
        Tokens::Bearer { .. } => None,
    };
    let mut response = Json(LoginView::new(done, app.env.now())).into_response();
    if let Some(header) = header {
        response.headers_mut().append(SET_COOKIE, header);
    }
    response
}
