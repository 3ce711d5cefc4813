use super::views::ApiKeyView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, keys};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint, PageParams, PageQuery};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin);

/// List API keys
///
/// Oldest first, revoked ones included. Never the keys themselves.
#[utoipa::path(
    get,
    path = "/api-keys",
    tag = "api-keys",
    params(PageParams),
    responses((status = 200, body = ListView<ApiKeyView>))
)]
pub(crate) async fn list_api_keys(
    State(app): State<App>,
    Auth(caller): Auth,
    PageQuery(page): PageQuery,
) -> Reply<ListView<ApiKeyView>> {
    let page = keys::list(&app, &caller, page).await?;
    let now = app.env.now();
    Ok(Json(ListView::of(page, |key| ApiKeyView::new(key, now))))
}
