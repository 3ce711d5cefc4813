use super::get::EventPath;
use crate::shapes::{Reply, Time};
use crate::turns::TurnView;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::events::{self, Trace};
use omni_domain::access::Scope;
use omni_domain::agent_document::GivenPassage;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The trace of a message, from the socket to the answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TraceView {
    event_id: Uuid,
    message_id: Option<Uuid>,
    /// The turn it is part of, as a question or as an answer.
    turn: Option<TurnView>,
    /// The passages of its documents that the agent was given, best first; `GET /turns/{id}/question` has
    /// their texts.
    passages: Vec<TracedPassageView>,
    /// The messages of the answer, in order.
    reply_message_ids: Vec<Uuid>,
    /// The stages, in order.
    stages: Vec<StageView>,
    /// From the first stage to the last, milliseconds.
    total_ms: u64,
}

/// A passage of a document.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TracedPassageView {
    document_id: Uuid,
    /// The name of the document.
    #[schema(example = "Prices.pdf")]
    document: String,
    /// Which piece of it, from 0.
    position: u32,
}

impl From<GivenPassage> for TracedPassageView {
    fn from(passage: GivenPassage) -> Self {
        Self {
            document_id: passage.document_id.uuid(),
            document: passage.document,
            position: passage.position,
        }
    }
}

/// A stage of a trace.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StageView {
    /// `written` (the sender's clock, whole seconds), `stored`, `turn_opened`, `collected`,
    /// `agent_asked`, `agent_answered`, `reply_queued`, `reply_sent`, `reply_delivered`,
    /// `reply_read`, `turn_ended`; of an outbound message `sent`, `delivered`, `read`.
    #[schema(example = "agent_asked")]
    stage: &'static str,
    at: Time,
    /// Milliseconds since the previous stage.
    since_previous_ms: u64,
}

fn millis(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl From<Trace> for TraceView {
    fn from(trace: Trace) -> Self {
        let first = trace.stages.first().map_or(trace.event.at, |stage| stage.at);
        let mut previous = first;
        let stages: Vec<StageView> = trace
            .stages
            .into_iter()
            .map(|stage| {
                let since_previous_ms = millis(stage.at.since(previous));
                previous = stage.at;
                StageView { stage: stage.name, at: stage.at.into(), since_previous_ms }
            })
            .collect();
        Self {
            event_id: trace.event.id.uuid(),
            message_id: trace.event.message_id.map(omni_domain::MessageId::uuid),
            turn: trace.turn.map(TurnView::from),
            passages: trace.passages.into_iter().map(Into::into).collect(),
            reply_message_ids: trace.replies.iter().map(|reply| reply.id.uuid()).collect(),
            stages,
            total_ms: millis(previous.since(first)),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::EventsRead).fails(&[Failure::NotFound]);

/// Trace event
///
/// The trace of the event's message: every stage with its time.
#[utoipa::path(
    get,
    path = "/events/{id}/trace",
    tag = "events",
    params(EventPath),
    responses((status = 200, body = TraceView))
)]
pub(crate) async fn trace_event(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<EventPath>,
) -> Reply<TraceView> {
    Ok(Json(events::trace(&app, &caller, path.id).await?.into()))
}
