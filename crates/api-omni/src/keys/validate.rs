use super::views::KeyCheckView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, keys};
use omni_http::{Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::any_key().fails(&[Failure::NotFound]);

/// Validate API key
///
/// The name and permissions of the request's key. A key that is unknown, revoked or expired gets
/// 401, as everywhere.
#[utoipa::path(
    post,
    path = "/auth/validate",
    tag = "api-keys",
    responses((status = 200, body = KeyCheckView))
)]
pub(crate) async fn validate_key(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<KeyCheckView> {
    Ok(Json(keys::own(&app, &caller).await?.into()))
}
