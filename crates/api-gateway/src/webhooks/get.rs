use super::path::{WebhookPath, find};
use super::views::WebhookView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksRead);

/// Get webhook
#[utoipa::path(
    get,
    path = "/accounts/{id}/webhooks/{webhook_id}",
    tag = "webhooks",
    params(WebhookPath),
    responses((status = 200, body = WebhookView))
)]
pub(crate) async fn get_webhook(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<WebhookPath>,
) -> Reply<WebhookView> {
    Ok(Json(find(&app, &caller, Scope::WebhooksRead, path).await?.endpoint.into()))
}
