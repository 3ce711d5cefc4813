use crate::shapes::Success;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Response};
use omni_app::{App, sign_in};
use omni_http::{ApiError, Auth, Endpoint, Failure, Peer, SessionCookie};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::any_key().explains(&[(Failure::NotFound, "The request was made with an API key.")]);

/// Sign out
///
/// Ends the session of the request at once, on every node: its cookie or its tokens are void.
#[utoipa::path(
    post,
    path = "/auth/logout",
    tag = "auth",
    responses((status = 200, body = Success))
)]
pub(crate) async fn sign_out_user(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    cookie: SessionCookie,
) -> Result<Response, ApiError> {
    sign_in::sign_out(&app, &caller, &info.origin()).await?;
    let mut response = Success::reply().into_response();
    if let Some(header) = cookie.clear() {
        response.headers_mut().append(SET_COOKIE, header);
    }
    Ok(response)
}
