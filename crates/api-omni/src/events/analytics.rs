use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::events::{Analytics, AnalyticsQuery, HourFigure};
use omni_app::{App, events};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{ApiQuery, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct AnalyticsParams {
    /// From this time on; without it, 24 hours before the end.
    #[param(value_type = Option<Time>)]
    since: Option<Timestamp>,
    /// Before this time; without it, now.
    #[param(value_type = Option<Time>)]
    until: Option<Timestamp>,
    /// Only this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// All stored messages; `since` and `until` are ignored.
    all_time: bool,
}

/// The results of messages.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnalyticsView {
    /// Messages received, sent and failed.
    total_messages: i64,
    /// Those that did not fail.
    successful_messages: i64,
    /// Those that the network did not accept, or that an agent should have answered and did not.
    failed_messages: i64,
    /// Percent; 0 without messages.
    #[schema(example = 98.2)]
    success_rate: f64,
    /// From a message's acceptance until it was answered or sent; 0 without any.
    avg_processing_time_ms: f64,
    /// An agent's response time; 0 without any.
    avg_agent_time_ms: f64,
    /// Messages by content.
    #[schema(value_type = BTreeMap<String, i64>, example = json!({ "text": 500, "audio": 100 }))]
    message_types: BTreeMap<&'static str, i64>,
    /// Failures by stage: `agent_request`, `channel_send`.
    #[schema(value_type = BTreeMap<String, i64>, example = json!({ "agent_request": 5 }))]
    error_stages: BTreeMap<&'static str, i64>,
    /// Messages by instance name.
    #[schema(example = json!({ "my-whatsapp": 400 }))]
    instances: BTreeMap<String, i64>,
    /// Messages by hour, oldest first; hours without any are omitted.
    by_hour: Vec<HourView>,
}

/// The messages of an hour.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HourView {
    /// The start of the hour.
    hour: Time,
    count: i64,
    /// Percent.
    success_rate: f64,
}

impl From<HourFigure> for HourView {
    fn from(figure: HourFigure) -> Self {
        Self { hour: figure.hour.into(), count: figure.count, success_rate: figure.success_rate }
    }
}

impl From<Analytics> for AnalyticsView {
    fn from(analytics: Analytics) -> Self {
        Self {
            total_messages: analytics.total,
            successful_messages: analytics.successful,
            failed_messages: analytics.failed,
            success_rate: analytics.success_rate,
            avg_processing_time_ms: analytics.processing_ms,
            avg_agent_time_ms: analytics.agent_ms,
            message_types: analytics.message_types,
            error_stages: analytics.error_stages,
            instances: analytics.instances,
            by_hour: analytics.by_hour.into_iter().map(HourView::from).collect(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::EventsRead);

/// Get events analytics summary
#[utoipa::path(
    get,
    path = "/events/analytics",
    tag = "events",
    params(AnalyticsParams),
    responses((status = 200, body = AnalyticsView))
)]
pub(crate) async fn get_event_analytics(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<AnalyticsParams>,
) -> Reply<AnalyticsView> {
    let query = AnalyticsQuery {
        since: query.since,
        until: query.until,
        instance_id: query.instance_id,
        all_time: query.all_time,
    };
    Ok(Json(events::analytics(&app, &caller, query).await?.into()))
}
