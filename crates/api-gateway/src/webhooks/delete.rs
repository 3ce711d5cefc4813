use super::path::{WebhookPath, find};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::entity_tag::Precondition;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksWrite);

/// Delete webhook
#[utoipa::path(
    delete,
    path = "/accounts/{id}/webhooks/{webhook_id}",
    tag = "webhooks",
    params(WebhookPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_webhook(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<WebhookPath>,
) -> Reply<Success> {
    find(&app, &caller, Scope::WebhooksWrite, path).await?;
    webhooks::delete(&app, &caller, path.webhook_id, Precondition::None).await?;
    Ok(Success::reply())
}
