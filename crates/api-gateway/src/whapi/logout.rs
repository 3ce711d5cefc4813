use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::Endpoint;

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Log out (WHAPI)
///
/// Unlinks the account, as `POST /accounts/{id}/logout`: a new QR is needed afterwards.
#[utoipa::path(
    post,
    path = "/users/logout",
    tag = "me",
    params(AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn log_out_own_account(
    State(app): State<App>,
    account: Account,
) -> Reply<Success> {
    instances::logout(&app, &account.caller, account.id).await?;
    Ok(Success::reply())
}
