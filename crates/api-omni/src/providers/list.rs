use super::views::ProviderView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, providers};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint, PageParams, PageQuery};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsRead);

/// List providers
///
/// Oldest first.
#[utoipa::path(
    get,
    path = "/providers",
    tag = "providers",
    params(PageParams),
    responses((status = 200, body = ListView<ProviderView>))
)]
pub(crate) async fn list_providers(
    State(app): State<App>,
    Auth(caller): Auth,
    PageQuery(page): PageQuery,
) -> Reply<ListView<ProviderView>> {
    let page = providers::list(&app, &caller, page).await?;
    Ok(Json(ListView::of(page, ProviderView::from)))
}
