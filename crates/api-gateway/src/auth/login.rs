use super::views::LoginView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::sign_in::{self, PasswordSignIn};
use omni_domain::user::SessionKind;
use omni_http::{Access, ApiJson, Endpoint, Keyless, Peer};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who signs in.
#[derive(Deserialize, ToSchema)]
pub(crate) struct LoginRequest {
    /// The user's e-mail address.
    #[schema(max_length = 254, example = "admin@example.com")]
    email: String,
    /// Their password.
    #[schema(max_length = 128, example = "ChangeMe123!")]
    password: String,
    /// A one-time code, or a recovery code, of a user who has set up one-time codes.
    #[schema(example = "123456")]
    code: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::new(Access::Secret);

/// Sign in
///
/// Returns the token of the administration: accounts, webhooks, replies, and all data. After several
/// failures of an address further attempts wait (`RATE_LIMIT`).
#[utoipa::path(
    post,
    path = "/auth/login",
    tag = "auth",
    request_body = LoginRequest,
    responses((status = 200, body = LoginView))
)]
pub(crate) async fn log_in(
    State(app): State<App>,
    _: Keyless,
    Peer(info): Peer,
    ApiJson(body): ApiJson<LoginRequest>,
) -> Reply<LoginView> {
    let request = PasswordSignIn {
        email: body.email,
        password: body.password,
        code: body.code,
        kind: SessionKind::Bearer,
    };
    let signed_in = sign_in::with_password(&app, request, &info.origin()).await?;
    Ok(Json(LoginView::new(signed_in, app.env.now())?))
}
