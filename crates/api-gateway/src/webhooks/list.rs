use super::path::is_of;
use super::views::WebhookView;
use crate::accounts::{AccountPath, require_account};
use crate::shapes::{ListView, PageParams, Paged, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksRead);

/// List webhooks
///
/// A page may have fewer rows than its limit, also before the last one.
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
    Paged(page): Paged,
) -> Reply<ListView<WebhookView>> {
    require_account(&app, &caller, path.id).await?;
    // The list is of all accounts, and bounded by `webhooks.endpoints`.
    let mut page = webhooks::list(&app, &caller, page).await?;
    page.items.retain(|details| is_of(&details.endpoint, path.id));
    Ok(Json(ListView::of(page, |details| details.endpoint.into())))
}
