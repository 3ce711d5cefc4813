use crate::BASE;
use axum::extract::State;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use omni_app::App;
use omni_app::sign_in::{self, OidcAnswer, Tokens};
use omni_http::{
    Access, ApiError, ApiQuery, Endpoint, Failure, Keyless, Peer, SessionCookie, SignInFlow,
};
use serde::Deserialize;
use utoipa::IntoParams;

const EXPLAINED: &[(Failure, &str)] = &[(Failure::NotFound, "No sign-in provider is configured.")];

pub(crate) const BEGIN: Endpoint =
    Endpoint::new(Access::Secret).fails(&[Failure::IdentityUnavailable]).explains(EXPLAINED);

/// Providers add parameters of their own.
pub(crate) const FINISH: Endpoint = Endpoint::new(Access::Secret)
    .fails(&[Failure::IdentityUnavailable, Failure::Unauthorized, Failure::Forbidden])
    .explains(EXPLAINED)
    .ignores_unknown_query();

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct BeginParams {
    /// The path of this server where the person continues; `/` if absent.
    #[param(max_length = 1024, example = "/chats")]
    return_to: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FinishParams {
    /// Of the provider.
    code: Option<String>,
    /// As this server sent it to the provider.
    state: Option<String>,
    /// Why the person did not sign in.
    error: Option<String>,
}

/// Where the provider sends browsers back. Registered there.
fn redirect_uri(app: &App) -> String {
    format!("{}{BASE}/auth/oidc/callback", app.public_url())
}

/// Sign in with the provider
///
/// Sends the browser to the OpenID provider of `auth.oidc`.
#[utoipa::path(
    get,
    path = "/auth/oidc/login",
    tag = "auth",
    params(BeginParams),
    responses((status = 303, description = "To the provider."))
)]
pub(crate) async fn begin_oidc(
    State(app): State<App>,
    _: Keyless,
    cookie: SessionCookie,
    ApiQuery(query): ApiQuery<BeginParams>,
) -> Result<Response, ApiError> {
    let start = sign_in::begin_oidc(&app, &redirect_uri(&app), query.return_to.as_deref()).await?;
    let cookies = [cookie.set_flow(&start.flow, start.keep)];
    redirect(&start.url, cookies)
}

/// Finish sign-in with the provider
///
/// Where the provider sends the browser back. Sets the cookie of the session.
#[utoipa::path(
    get,
    path = "/auth/oidc/callback",
    tag = "auth",
    params(FinishParams),
    responses((status = 303, description = "Signed in; to where the sign-in was begun."))
)]
pub(crate) async fn finish_oidc(
    State(app): State<App>,
    _: Keyless,
    Peer(info): Peer,
    cookie: SessionCookie,
    SignInFlow(flow): SignInFlow,
    ApiQuery(query): ApiQuery<FinishParams>,
) -> Result<Response, ApiError> {
    let FinishParams { code, state, error } = query;
    let answer = OidcAnswer { code, state, error };
    let (uri, origin) = (redirect_uri(&app), info.origin());
    let finished = sign_in::finish_oidc(&app, flow.as_deref(), answer, &uri, &origin).await?;
    let (signed_in, return_to) = finished;
    let session = match &signed_in.tokens {
        Tokens::Cookie { token, .. } => cookie.set(token, app.config.auth.session_max),
        Tokens::Bearer { .. } => None,
    };
    let location = format!("{}{return_to}", app.public_path());
    redirect(&location, [session, cookie.clear_flow()])
}

fn redirect<const N: usize>(
    location: &str,
    cookies: [Option<HeaderValue>; N],
) -> Result<Response, ApiError> {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let location = HeaderValue::from_str(location).map_err(|_| ApiError::internal())?;
    response.headers_mut().insert(LOCATION, location);
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}
