use super::views::WebhookEndpointView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint, PageParams, PageQuery};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksRead);

/// List webhook endpoints
///
/// Oldest first. A key limited to instances sees those that get only events of these.
#[utoipa::path(
    get,
    path = "/webhook-endpoints",
    tag = "webhook-endpoints",
    params(PageParams),
    responses((status = 200, body = ListView<WebhookEndpointView>))
)]
pub(crate) async fn list_webhook_endpoints(
    State(app): State<App>,
    Auth(caller): Auth,
    PageQuery(page): PageQuery,
) -> Reply<ListView<WebhookEndpointView>> {
    let page = webhooks::list(&app, &caller, page).await?;
    Ok(Json(ListView::of(page, WebhookEndpointView::from)))
}
