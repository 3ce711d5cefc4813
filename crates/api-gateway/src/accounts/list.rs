use super::views::AccountView;
use crate::address::NETWORK;
use crate::shapes::{ListView, PageParams, Paged, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::instances::InstanceQuery;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint};

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
    Paged(page): Paged,
) -> Reply<ListView<AccountView>> {
    let query = InstanceQuery { channels: vec![NETWORK], ..InstanceQuery::default() };
    let page = instances::list(&app, &caller, query, page).await?;
    Ok(Json(ListView::of(page, |details| AccountView::new(&app, details))))
}
