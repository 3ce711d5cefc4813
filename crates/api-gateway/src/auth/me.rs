use super::views::UserView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, users};
use omni_http::{Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::any_key();

/// Get user
///
/// The person who signed in. An API key has none (`NOT_FOUND`).
#[utoipa::path(
    get,
    path = "/auth/me",
    tag = "auth",
    responses((status = 200, body = UserView))
)]
pub(crate) async fn get_user(State(app): State<App>, Auth(caller): Auth) -> Reply<UserView> {
    Ok(Json(users::own(&app, &caller).await?.into()))
}
