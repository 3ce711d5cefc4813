use super::path::{AccountPath, load_account};
use super::views::AccountView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// Get account
#[utoipa::path(
    get,
    path = "/accounts/{id}",
    tag = "accounts",
    params(AccountPath),
    responses((status = 200, body = AccountView))
)]
pub(crate) async fn get_account(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
) -> Reply<AccountView> {
    let details = load_account(&app, &caller, path.id).await?;
    Ok(Json(AccountView::new(&app, details)))
}
