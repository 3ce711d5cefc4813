use super::{Effect, Verb, limit, time};
use crate::error::ToolError;
use crate::views;
use omni_app::webhooks::{self, DeliveryQuery};
use omni_app::{App, Caller};
use omni_domain::event::EventType;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::page::PageRequest;
use omni_domain::webhook::DeliveryState;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListWebhookDeliveries {
    /// Only to this endpoint: its id.
    endpoint_id: Option<String>,
    /// Only `pending`, `delivered` or `failed` ones.
    status: Option<String>,
    /// Only of this type of events, such as `message.received`.
    event: Option<String>,
    /// Only those created at this time or later, such as 2025-01-29T12:00:00Z.
    since: Option<String>,
    /// Only those created before this time.
    until: Option<String>,
    /// At most this many, 1 to 100; 20 if absent.
    limit: Option<u32>,
}

impl Verb for ListWebhookDeliveries {
    const NAME: &'static str = "omni_list_webhook_deliveries";
    const TITLE: &'static str = "List webhook deliveries";
    const TEXT: &'static str = "Lists what was delivered to webhook endpoints, newest first: which \
        event, whether it succeeded, what the receiver answered. Use it to find out why a receiver \
        got nothing; omni_get_webhook_delivery shows the attempts of one.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let page = PageRequest::first(limit(self.limit, 20, 100)?);
        let query = DeliveryQuery {
            endpoint_id: self
                .endpoint_id
                .map(|id| id.trim().parse::<WebhookEndpointId>())
                .transpose()?,
            states: self
                .status
                .map(|state| state.parse::<DeliveryState>())
                .transpose()?
                .into_iter()
                .collect(),
            event_types: self
                .event
                .map(|kind| kind.trim().parse::<EventType>())
                .transpose()?
                .map(|kind| kind.as_str().to_owned())
                .into_iter()
                .collect(),
            since: time("since", self.since.as_deref())?,
            until: time("until", self.until.as_deref())?,
        };
        let found = webhooks::list_deliveries(app, caller, query, page).await?;
        let items: Vec<Value> = found.items.iter().map(views::webhook_delivery).collect();
        Ok(json!({ "items": items, "hasMore": found.next.is_some() }))
    }
}
