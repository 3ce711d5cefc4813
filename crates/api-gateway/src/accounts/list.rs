use super::views::AccountView;
use crate::address::NETWORK;
use crate::shapes::{DatabaseList, ListView, PageParams, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::instances::InstanceQuery;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiQuery, Auth, Endpoint};

const PAGES: DatabaseList = DatabaseList("accounts");

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// List accounts
///
/// Oldest first.
#[utoipa::path(
    get,
    path = "/accounts",
    tag = "accounts",
    params(PageParams),
    responses((status = 200, body = ListView<AccountView>))
)]
pub(crate) async fn list_accounts(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<AccountView>> {
    let page = PAGES.request(&params)?;
    let query = InstanceQuery { channels: vec![NETWORK], ..InstanceQuery::default() };
    let page = instances::list(&app, &caller, query, page).await?;
    Ok(Json(PAGES.page(page, |details| AccountView::new(&app, details))))
}
