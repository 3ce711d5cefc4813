use super::views::SessionView;
use crate::shapes::Reply;
use crate::users::UserView;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use omni_app::authentication::{Credential, SessionToken, csrf_token};
use omni_app::{App, sign_in};
use omni_http::{ApiError, Auth, Endpoint, Failure, credential};
use serde::Serialize;
use utoipa::ToSchema;

/// The user who makes the request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OwnSessionView {
    user: UserView,
    session: SessionView,
    /// What they may do: `*`, `noun:*` or `noun:verb`.
    #[schema(example = json!(["messages:*", "instances:read"]))]
    scopes: Vec<String>,
    /// Of a `cookie` session: send it as `x-csrf-token` with each change.
    #[serde(skip_serializing_if = "Option::is_none")]
    csrf_token: Option<String>,
}

/// The CSRF token of the request's cookie, if it has one.
pub(crate) struct OwnCsrfToken(Option<String>);

impl FromRequestParts<App> for OwnCsrfToken {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let Some(Credential::Session(token)) = credential(parts)? else { return Ok(Self(None)) };
        Ok(Self(SessionToken::parse(&token).as_ref().map(csrf_token)))
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::any_key().explains(&[(Failure::NotFound, "The request was made with an API key.")]);

/// Get own session
///
/// The user who makes the request, what they may do, and, for a page that was loaded again, the CSRF
/// token of its cookie.
#[utoipa::path(
    get,
    path = "/auth/session",
    tag = "auth",
    responses((status = 200, body = OwnSessionView))
)]
pub(crate) async fn get_session(
    State(app): State<App>,
    Auth(caller): Auth,
    OwnCsrfToken(csrf_token): OwnCsrfToken,
) -> Reply<OwnSessionView> {
    let (user, session) = sign_in::own_session(&app, &caller).await?;
    let session = SessionView::new(session, caller.session);
    let scopes = caller.scopes.iter().map(ToString::to_string).collect();
    Ok(Json(OwnSessionView { user: user.into(), session, scopes, csrf_token }))
}
