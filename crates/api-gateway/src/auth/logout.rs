use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, sign_in};
use omni_http::{Auth, Endpoint, Peer};

pub(crate) const ENDPOINT: Endpoint = Endpoint::any_key();

/// Sign out
///
/// The token and its refresh token are void at once.
#[utoipa::path(
    post,
    path = "/auth/logout",
    tag = "auth",
    responses((status = 200, body = Success))
)]
pub(crate) async fn log_out(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
) -> Reply<Success> {
    sign_in::sign_out(&app, &caller, &info.origin()).await?;
    Ok(Success::reply())
}
