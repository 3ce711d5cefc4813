use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, onboarding};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsWrite);

/// Skip onboarding
///
/// Completed steps stay completed.
#[utoipa::path(
    post,
    path = "/onboarding/skip",
    tag = "onboarding",
    responses((status = 200, body = Success))
)]
pub(crate) async fn skip_onboarding(State(app): State<App>, Auth(caller): Auth) -> Reply<Success> {
    onboarding::skip(&app, &caller).await?;
    Ok(Success::reply())
}
