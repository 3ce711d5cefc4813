use crate::account::{Account, AccountQuery};
use crate::accounts::AccountView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::Endpoint;

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// Get account of the token
#[utoipa::path(
    get,
    path = "/me",
    tag = "me",
    params(AccountQuery),
    responses((status = 200, body = AccountView))
)]
pub(crate) async fn get_me(State(app): State<App>, account: Account) -> Reply<AccountView> {
    let details = instances::get(&app, &account.caller, account.id).await?;
    Ok(Json(AccountView::new(&app, details)))
}
