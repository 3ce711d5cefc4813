use crate::shapes::Time;
use omni_app::settings::MASK;
use omni_app::webhooks::{EndpointDetails, TestResult};
use omni_domain::conversation::ChatType;
use omni_domain::message::Direction;
use omni_domain::webhook::{Attempt, AttemptOutcome, AttemptRequest, Delivery};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// A webhook endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookEndpointView {
    id: Uuid,
    description: Option<String>,
    #[schema(example = "https://example.com/hooks/omni")]
    url: String,
    /// The form of the requests.
    #[schema(example = "omni")]
    envelope: &'static str,
    /// Types, groups or `*`; empty is `*`.
    #[schema(example = json!(["message.*"]))]
    events: Vec<String>,
    /// Null is all.
    instance_ids: Option<Vec<Uuid>>,
    /// Null is all.
    chat_id: Option<Uuid>,
    /// Null is both.
    direction: Option<&'static str>,
    /// Empty is all.
    chat_types: Vec<&'static str>,
    /// Your own headers, their values as `********`.
    headers: BTreeMap<String, &'static str>,
    /// Seconds before each repeat.
    retry_delays: Vec<u32>,
    /// Milliseconds for one attempt.
    timeout_ms: u32,
    /// Which deliveries wait for earlier ones.
    ordering: &'static str,
    /// Deliveries given up in a row after which it is disabled; 0 never.
    disable_after: u32,
    /// Certificates of the only authorities that are trusted for it.
    ca_certificates: Option<String>,
    /// `********` if there is one, else null.
    client_certificate: Option<&'static str>,
    /// Until when the previous secret signs as well.
    previous_secret_until: Option<Time>,
    /// Whether it gets deliveries.
    active: bool,
    /// Why not.
    disabled_reason: Option<&'static str>,
    disabled_at: Option<Time>,
    /// Deliveries given up in a row.
    consecutive_failures: u32,
    /// Since when no attempt has succeeded.
    failing_since: Option<Time>,
    created_at: Time,
    updated_at: Time,
}

impl From<EndpointDetails> for WebhookEndpointView {
    fn from(details: EndpointDetails) -> Self {
        let EndpointDetails { endpoint, has_identity, .. } = details;
        let filter = endpoint.filter;
        let previous = endpoint.secrets.previous;
        Self {
            id: endpoint.id.uuid(),
            description: endpoint.description,
            url: endpoint.url,
            envelope: endpoint.envelope.as_str(),
            events: filter.events.into_iter().map(String::from).collect(),
            instance_ids: filter
                .instance_ids
                .map(|ids| ids.into_iter().map(omni_domain::ids::InstanceId::uuid).collect()),
            chat_id: filter.chat_id.map(omni_domain::ids::ChatId::uuid),
            direction: filter.direction.map(Direction::as_str),
            chat_types: filter.chat_types.into_iter().map(ChatType::as_str).collect(),
            headers: endpoint.headers.into_keys().map(|name| (name, MASK)).collect(),
            retry_delays: endpoint.retry.delays,
            timeout_ms: endpoint.timeout_ms,
            ordering: endpoint.ordering.as_str(),
            disable_after: endpoint.disable_after.unwrap_or(0),
            ca_certificates: endpoint.ca,
            client_certificate: has_identity.then_some(MASK),
            previous_secret_until: previous.map(|(_, until)| until.into()),
            active: endpoint.active,
            disabled_reason: endpoint.disabled.map(|(reason, _)| reason.as_str()),
            disabled_at: endpoint.disabled.map(|(_, at)| at.into()),
            consecutive_failures: endpoint.failures,
            failing_since: endpoint.failing_since.map(Time::from),
            created_at: endpoint.created_at.into(),
            updated_at: endpoint.updated_at.into(),
        }
    }
}

/// A new webhook endpoint with its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreatedWebhookEndpointView {
    #[serde(flatten)]
    pub(super) endpoint: WebhookEndpointView,
    /// The whole secret. It is never shown again.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub(super) secret: String,
}

/// A delivery: one event for one endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookDeliveryView {
    /// The same for every attempt and every replay: `webhook-id`.
    id: Uuid,
    endpoint_id: Uuid,
    event_id: Uuid,
    /// The event's position in the log.
    event_seq: i64,
    #[schema(example = "message.received")]
    event_type: String,
    instance_id: Option<Uuid>,
    /// The internal id of the event's chat.
    chat_id: Option<Uuid>,
    /// `pending`, `delivered` or `failed`.
    #[schema(example = "delivered")]
    status: &'static str,
    /// Attempts so far, of all replays.
    attempt_count: u32,
    /// How often it was replayed.
    replays: u32,
    /// While it is pending: when it is attempted next, at the earliest.
    next_attempt_at: Option<Time>,
    /// The status of the last response.
    response_status: Option<u16>,
    /// Why the last attempt failed.
    error: Option<String>,
    created_at: Time,
    /// When it was delivered or given up.
    ended_at: Option<Time>,
}

impl From<Delivery> for WebhookDeliveryView {
    fn from(delivery: Delivery) -> Self {
        let next = delivery.ended_at.is_none().then_some(delivery.due_at);
        Self {
            id: delivery.id.uuid(),
            endpoint_id: delivery.endpoint_id.uuid(),
            event_id: delivery.event_id.uuid(),
            event_seq: delivery.event_seq,
            event_type: delivery.event_type,
            instance_id: delivery.instance_id.map(omni_domain::ids::InstanceId::uuid),
            chat_id: delivery.chat_id.map(omni_domain::ids::ChatId::uuid),
            status: delivery.state.as_str(),
            attempt_count: delivery.attempts,
            replays: delivery.replays,
            next_attempt_at: next.map(Time::from),
            response_status: delivery.last_status,
            error: delivery.last_error,
            created_at: delivery.created_at.into(),
            ended_at: delivery.ended_at.map(Time::from),
        }
    }
}

/// What an endpoint answered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookResponseView {
    /// Null without a response.
    #[schema(example = 200)]
    status: Option<u16>,
    /// Why it failed.
    error: Option<String>,
    /// Headers of interest.
    headers: BTreeMap<String, String>,
    /// The first 1024 bytes of the body.
    body: Option<String>,
}

impl From<AttemptOutcome> for WebhookResponseView {
    fn from(outcome: AttemptOutcome) -> Self {
        Self {
            status: outcome.status,
            error: outcome.error,
            headers: outcome.headers.into_iter().collect(),
            body: outcome.body,
        }
    }
}

/// The request of an attempt, without its body.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookAttemptRequestView {
    url: String,
    /// The form of the request.
    #[schema(example = "omni")]
    envelope: &'static str,
    /// Values of your own headers and signatures are `********`.
    headers: BTreeMap<String, String>,
}

impl From<AttemptRequest> for WebhookAttemptRequestView {
    fn from(request: AttemptRequest) -> Self {
        Self {
            url: request.url,
            envelope: request.envelope.as_str(),
            headers: request.headers.into_iter().collect(),
        }
    }
}

/// One request of a delivery.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookAttemptView {
    /// From 1, over all replays.
    number: u32,
    at: Time,
    /// Milliseconds until its end.
    duration_ms: u32,
    /// Null if nothing was sent, and for attempts from before it was kept.
    request: Option<WebhookAttemptRequestView>,
    response: WebhookResponseView,
}

impl From<Attempt> for WebhookAttemptView {
    fn from(attempt: Attempt) -> Self {
        Self {
            number: attempt.number,
            at: attempt.at.into(),
            duration_ms: attempt.duration_ms,
            request: attempt.request.map(WebhookAttemptRequestView::from),
            response: attempt.outcome.into(),
        }
    }
}

/// A delivery with its attempts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookDeliveryDetailsView {
    #[serde(flatten)]
    pub(super) delivery: WebhookDeliveryView,
    /// The body of the latest attempt's request, or of the next one's, made again from the event. Null
    /// without `events:read`, if the event is not kept any more, and for an event that the caller may not
    /// read.
    pub(super) request_body: Option<String>,
    /// The latest hundred, oldest first.
    pub(super) attempts: Vec<WebhookAttemptView>,
}

/// What was sent for a test, and what was received.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookTestView {
    /// Whether the endpoint answered 2xx.
    delivered: bool,
    request: WebhookRequestView,
    response: WebhookResponseView,
    /// Milliseconds.
    duration_ms: u64,
}

/// A request that was sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookRequestView {
    url: String,
    /// Values of your own headers are `********`.
    headers: BTreeMap<String, String>,
    body: String,
}

impl From<TestResult> for WebhookTestView {
    fn from(result: TestResult) -> Self {
        Self {
            delivered: result.delivered,
            request: WebhookRequestView {
                url: result.url,
                headers: result.headers.into_iter().collect(),
                body: result.body,
            },
            response: result.outcome.into(),
            duration_ms: u64::try_from(result.took.as_millis()).unwrap_or(u64::MAX),
        }
    }
}
