//! Calls to an account: none can be taken here.

use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, calls};
use omni_domain::access::Scope;
use omni_http::route;
use omni_http::{ApiPath, Endpoint, Routes};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CallPath {
    /// The call's id, as the event `call.received` of Omni's webhooks has it.
    call_id: String,
}

const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

pub(crate) fn routes() -> Routes<App> {
    Routes::new().route(route!(reject_call), ENDPOINT).route(route!(reject_call_by_post), ENDPOINT)
}

/// Reject call
///
/// One that rings now; the event `call.ended` follows.
#[utoipa::path(
    delete,
    path = "/calls/{call_id}",
    tag = "calls",
    params(CallPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn reject_call(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<CallPath>,
) -> Reply<Success> {
    reject(&app, &account, &path).await
}

/// Reject call (older path)
///
/// The same under WHAPI's older path.
#[utoipa::path(
    post,
    path = "/calls/{call_id}/reject",
    tag = "calls",
    params(CallPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn reject_call_by_post(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<CallPath>,
) -> Reply<Success> {
    reject(&app, &account, &path).await
}

async fn reject(app: &App, account: &Account, path: &CallPath) -> Reply<Success> {
    calls::reject(app, &account.caller, account.id, &path.call_id).await?;
    Ok(Success::reply())
}
