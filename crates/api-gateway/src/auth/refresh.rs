use super::views::LoginView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, sign_in};
use omni_http::{Access, ApiJson, Endpoint, Keyless, Peer};
use serde::Deserialize;
use utoipa::ToSchema;

/// The present refresh token.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RefreshRequest {
    /// As the last answer had it.
    #[schema(example = "omni_rt_…")]
    refresh_token: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::new(Access::Secret);

/// Refresh token
///
/// A refresh token that is used twice ends its sign-in: one of the two clients has stolen it.
#[utoipa::path(
    post,
    path = "/auth/refresh",
    tag = "auth",
    request_body = RefreshRequest,
    responses((status = 200, body = LoginView))
)]
pub(crate) async fn refresh_login(
    State(app): State<App>,
    _: Keyless,
    Peer(info): Peer,
    ApiJson(body): ApiJson<RefreshRequest>,
) -> Reply<LoginView> {
    let signed_in = sign_in::refresh(&app, &body.refresh_token, &info.origin()).await?;
    Ok(Json(LoginView::new(signed_in, app.env.now())?))
}
