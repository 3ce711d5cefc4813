use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::webhooks::{DeliveryQuery, ReplayQuery, Replayed};
use omni_app::{App, webhooks};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::event::EventType;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::webhook::DeliveryState;
use omni_http::{ApiJson, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which deliveries are sent again.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct ReplayWebhookDeliveriesRequest {
    /// Only to this endpoint.
    #[schema(value_type = Option<Uuid>)]
    endpoint_id: Option<WebhookEndpointId>,
    /// Only of these types of events.
    #[schema(value_type = Vec<String>, example = json!(["message.received"]))]
    event_types: Vec<EventType>,
    /// In these states: `failed`, the default, or `delivered`, which needs an endpoint or a period.
    #[schema(value_type = Vec<String>, example = json!(["failed"]))]
    status: Vec<DeliveryState>,
    /// Created at this time or later.
    #[schema(value_type = Option<Time>)]
    since: Option<Timestamp>,
    /// Created before this time.
    #[schema(value_type = Option<Time>)]
    until: Option<Timestamp>,
    /// Ended by this time. To repeat a request that has more: `endedBy` of the first response, so that
    /// what was sent again since is left out.
    #[schema(value_type = Option<Time>)]
    ended_by: Option<Timestamp>,
}

/// How many deliveries are sent again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReplayedView {
    #[schema(example = 12)]
    replayed: u64,
    /// There are more than one request replays: repeat it, with this `endedBy`.
    has_more: bool,
    /// The deliveries had ended by this time.
    ended_by: Time,
}

impl From<Replayed> for ReplayedView {
    fn from(replayed: Replayed) -> Self {
        Self {
            replayed: replayed.count,
            has_more: replayed.has_more,
            ended_by: replayed.ended_by.into(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "The endpoint is disabled.")]);

/// Replay webhook deliveries
///
/// All that were given up, or those of an endpoint or a period. Each keeps its id. Those to disabled
/// endpoints are left out.
#[utoipa::path(
    post,
    path = "/webhook-deliveries/replay",
    tag = "webhook-endpoints",
    request_body = ReplayWebhookDeliveriesRequest,
    responses((status = 200, body = ReplayedView))
)]
pub(crate) async fn replay_webhook_deliveries(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<ReplayWebhookDeliveriesRequest>,
) -> Reply<ReplayedView> {
    let query = DeliveryQuery {
        endpoint_id: body.endpoint_id,
        event_types: body.event_types.iter().map(|kind| kind.as_str().to_owned()).collect(),
        states: body.status,
        since: body.since,
        until: body.until,
    };
    let replay = ReplayQuery { query, ended_by: body.ended_by };
    Ok(Json(webhooks::replay(&app, &caller, replay).await?.into()))
}
