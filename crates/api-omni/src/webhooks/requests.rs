//! Bodies of requests, and their conversion.

use omni_app::patch::Change;
use omni_app::webhooks::{EndpointPatch, NewEndpoint};
use omni_domain::conversation::ChatType;
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::message::Direction;
use omni_domain::webhook::{Envelope, EventPattern, Filter, Ordering, RetryPolicy};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

use crate::shapes::given;

/// A new webhook endpoint.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateWebhookEndpointRequest {
    /// For people.
    #[schema(max_length = 500)]
    description: Option<String>,
    /// Where deliveries are sent, with POST.
    #[schema(max_length = 2048, example = "https://example.com/hooks/omni")]
    url: String,
    /// The form of the requests. `omni`, the default, is signed as Standard Webhooks; `gateway` and
    /// `wassist` exist where the server has these APIs.
    #[schema(value_type = Option<String>, example = "omni")]
    envelope: Option<Envelope>,
    /// Types (`message.received`), groups (`message.*`) or `*`; empty is `*`. Types that need a scope of
    /// their own (`key.*`, `user.*`, `instance.created`) are delivered only where they are named. Those that
    /// leave no row (`presence.*`, `agent.turn_changed`, `instance.status`, `instance.qr_code`) are not delivered.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 50, example = json!(["message.*"]))]
    events: Vec<EventPattern>,
    /// Only events of these instances. Required of a key that is limited to instances.
    #[schema(value_type = Option<Vec<Uuid>>, min_items = 1, max_items = 100)]
    instance_ids: Option<Vec<InstanceId>>,
    /// Only events of this chat, by its internal id.
    #[schema(value_type = Option<Uuid>)]
    chat_id: Option<ChatId>,
    /// Only about messages of this direction.
    #[schema(value_type = Option<String>, example = "inbound")]
    direction: Option<Direction>,
    /// Only in chats of these types: `dm`, `group`, `channel`, `thread`, `broadcast`.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 5, example = json!(["dm"]))]
    chat_types: Vec<ChatType>,
    /// Headers of your own, such as `authorization`; values are stored sealed and never returned.
    #[serde(default)]
    #[schema(write_only)]
    headers: BTreeMap<String, String>,
    /// Seconds before each repeat; the default is the schedule of the envelope.
    #[schema(max_items = 20, example = json!([5, 300, 1800]))]
    retry_delays: Option<Vec<u32>>,
    /// Milliseconds for one attempt.
    #[schema(minimum = 1000, maximum = 60_000, default = 15_000)]
    timeout_ms: Option<u32>,
    /// Which deliveries wait for earlier ones: `none`, `per_chat` or `per_endpoint`.
    #[schema(value_type = Option<String>, example = "none")]
    ordering: Option<Ordering>,
    /// Deliveries given up in a row after which it is disabled; 0 never.
    #[schema(maximum = 10_000, default = 20)]
    disable_after: Option<u32>,
    /// Certificates (PEM) of the only authorities that are trusted for it.
    ca_certificates: Option<String>,
    /// A client certificate with its private key (PEM); stored sealed and never returned.
    #[schema(write_only)]
    client_certificate: Option<String>,
    /// Deliver also what happened behind this position of the log (an event's `seq`; 0 is all).
    /// Without it, deliveries begin with the next event.
    #[schema(minimum = 0)]
    since: Option<i64>,
}

impl From<CreateWebhookEndpointRequest> for NewEndpoint {
    fn from(body: CreateWebhookEndpointRequest) -> Self {
        Self {
            description: body.description,
            url: body.url,
            envelope: body.envelope.unwrap_or(Envelope::Omni),
            filter: Filter {
                events: body.events,
                instance_ids: body.instance_ids,
                chat_id: body.chat_id,
                direction: body.direction,
                chat_types: body.chat_types,
            },
            headers: body.headers,
            retry: body.retry_delays.map(|delays| RetryPolicy { delays }),
            timeout_ms: body.timeout_ms,
            ordering: body.ordering.unwrap_or(Ordering::None),
            disable_after: body.disable_after,
            ca: body.ca_certificates,
            identity: body.client_certificate,
            since: body.since,
        }
    }
}

/// Changes to a webhook endpoint: only the given members change.
#[expect(clippy::option_option, reason = "absent, null and a value differ in a patch")]
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateWebhookEndpointRequest {
    /// Null removes it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    description: Option<Option<String>>,
    /// A new address requires headers and the client certificate again: they are for the present one
    /// alone. The secret stays.
    #[schema(max_length = 2048)]
    url: Option<String>,
    /// Replaces all.
    #[schema(value_type = Option<Vec<String>>, max_items = 50)]
    events: Option<Vec<EventPattern>>,
    /// Replaces all; null is all instances.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<Uuid>>, min_items = 1, max_items = 100)]
    instance_ids: Option<Option<Vec<InstanceId>>>,
    /// Null is all chats.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Uuid>)]
    chat_id: Option<Option<ChatId>>,
    /// Null is both.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    direction: Option<Option<Direction>>,
    /// Replaces all; empty is all types.
    #[schema(value_type = Option<Vec<String>>, max_items = 5)]
    chat_types: Option<Vec<ChatType>>,
    /// Sets the named headers; null removes one.
    #[serde(default)]
    #[schema(write_only)]
    headers: BTreeMap<String, Option<String>>,
    /// Null is the schedule of the envelope.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<u32>>, max_items = 20)]
    retry_delays: Option<Option<Vec<u32>>>,
    /// Null is the time of the envelope.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>, minimum = 1000, maximum = 60_000)]
    timeout_ms: Option<Option<u32>>,
    /// `none`, `per_chat` or `per_endpoint`, for deliveries from now on.
    #[schema(value_type = Option<String>)]
    ordering: Option<Ordering>,
    /// 0 never disables it; null is 20.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>, maximum = 10_000)]
    disable_after: Option<Option<u32>>,
    /// Null trusts the usual authorities.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    ca_certificates: Option<Option<String>>,
    /// Null goes without.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, write_only)]
    client_certificate: Option<Option<String>>,
    /// False disables it; true enables it without what it has missed (see `/enable`).
    active: Option<bool>,
}

#[expect(clippy::option_option, reason = "absent, null and a value differ in a patch")]
fn change<T>(given: Option<Option<T>>) -> Change<T> {
    match given {
        None => Change::Keep,
        Some(None) => Change::Reset,
        Some(Some(value)) => Change::Set(value),
    }
}

impl From<UpdateWebhookEndpointRequest> for EndpointPatch {
    fn from(body: UpdateWebhookEndpointRequest) -> Self {
        let retry = body.retry_delays.map(|delays| delays.map(|delays| RetryPolicy { delays }));
        Self {
            description: change(body.description),
            url: body.url,
            events: body.events,
            instance_ids: change(body.instance_ids),
            chat_id: change(body.chat_id),
            direction: change(body.direction),
            chat_types: body.chat_types,
            headers: body.headers,
            retry: change(retry),
            timeout_ms: change(body.timeout_ms),
            ordering: body.ordering,
            disable_after: change(body.disable_after),
            ca: change(body.ca_certificates),
            identity: change(body.client_certificate),
            active: body.active,
            ..Self::default()
        }
    }
}
