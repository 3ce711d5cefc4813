use super::path::EndpointPath;
use crate::shapes::{IfMatchHeader, Reply, Success};
use axum::extract::State;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::WebhooksWrite).fails(&[Failure::NotFound, Failure::Stale]);

/// Delete webhook endpoint
///
/// With its deliveries, those that wait included.
#[utoipa::path(
    delete,
    path = "/webhook-endpoints/{id}",
    tag = "webhook-endpoints",
    params(EndpointPath, IfMatchHeader),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_webhook_endpoint(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<EndpointPath>,
) -> Reply<Success> {
    webhooks::delete(&app, &caller, path.id, precondition).await?;
    Ok(Success::reply())
}
