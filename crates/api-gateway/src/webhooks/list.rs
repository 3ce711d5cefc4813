use super::path::is_of;
use super::views::WebhookView;
use crate::accounts::{AccountPath, require_account};
use crate::shapes::{DatabaseList, ListView, PageParams, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, Caller, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint};

const PAGES: DatabaseList = DatabaseList("webhooks");

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksRead);

/// List webhooks
///
/// Oldest first. A page may have fewer rows than its limit, also before the last one: those of other APIs
/// are left out.
#[utoipa::path(
    get,
    path = "/accounts/{id}/webhooks",
    tag = "webhooks",
    params(AccountPath, PageParams),
    responses((status = 200, body = ListView<WebhookView>))
)]
pub(crate) async fn list_webhooks(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<WebhookView>> {
    let page = PAGES.request(&params)?;
    require_account(&app, &caller, path.id).await?;
    // As a caller who sees this account alone: the pages are of its endpoints.
    let of_account = Caller { instance_ids: Some(vec![path.id.0]), ..caller };
    let mut page = webhooks::list(&app, &of_account, page).await?;
    page.items.retain(|details| is_of(&details.endpoint, path.id));
    Ok(Json(PAGES.page(page, |details| details.endpoint.into())))
}
