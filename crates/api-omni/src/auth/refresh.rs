use super::views::TokensView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, sign_in};
use omni_http::{Access, ApiError, ApiJson, Endpoint, Failure, Keyless, Peer};
use serde::Deserialize;
use utoipa::ToSchema;

/// The present refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RefreshRequest {
    /// As the last response contained it.
    #[schema(example = "omni_rt_…")]
    refresh_token: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::new(Access::Secret).explains(&[(
    Failure::Unauthorized,
    "The token is unknown, has expired, or was used before; then its session has ended.",
)]);

/// Refresh access token
///
/// The response contains the next access token and the next refresh token. A refresh token that is
/// used twice ends its session: one of the two clients has stolen it.
#[utoipa::path(
    post,
    path = "/auth/refresh",
    tag = "auth",
    request_body = RefreshRequest,
    responses((status = 200, body = TokensView))
)]
pub(crate) async fn refresh_token(
    State(app): State<App>,
    _: Keyless,
    Peer(info): Peer,
    ApiJson(body): ApiJson<RefreshRequest>,
) -> Reply<TokensView> {
    let signed_in = sign_in::refresh(&app, &body.refresh_token, &info.origin()).await?;
    let tokens = TokensView::of(&signed_in.tokens, app.env.now());
    Ok(Json(tokens.ok_or_else(ApiError::internal)?))
}
