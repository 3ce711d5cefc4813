use super::{Effect, Verb, time};
use crate::error::ToolError;
use crate::views;
use omni_app::webhooks::{self, DeliveryQuery, ReplayQuery};
use omni_app::{App, Caller};
use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use omni_domain::webhook::DeliveryState;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ReplayWebhookDeliveries {
    /// This delivery alone, delivered or failed: its id.
    delivery_id: Option<String>,
    /// All failed ones to this endpoint: its id.
    endpoint_id: Option<String>,
    /// Those that `failed`, the default, or that were `delivered`, which needs an endpoint or a period.
    status: Option<String>,
    /// Only those created at this time or later, such as 2025-01-29T12:00:00Z.
    since: Option<String>,
    /// Only those created before this time.
    until: Option<String>,
    /// Only those that had ended by this time: the `endedBy` of a result that has more, to go on with it.
    ended_by: Option<String>,
}

impl Verb for ReplayWebhookDeliveries {
    const NAME: &'static str = "omni_replay_webhook_deliveries";
    const TITLE: &'static str = "Replay webhook deliveries";
    const TEXT: &'static str = "Sends webhook deliveries again, under their ids: one, or all that \
        failed (of one endpoint, of a period, or of all). Use it when a receiver that was broken works \
        again.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        if let Some(id) = self.delivery_id {
            let sent =
                webhooks::replay_one(app, caller, id.trim().parse::<WebhookDeliveryId>()?).await?;
            return Ok(json!({ "replayed": 1, "delivery": views::webhook_delivery(&sent) }));
        }
        let endpoint_id =
            self.endpoint_id.map(|id| id.trim().parse::<WebhookEndpointId>()).transpose()?;
        let state = self.status.map(|state| state.trim().parse::<DeliveryState>()).transpose()?;
        let query = DeliveryQuery {
            endpoint_id,
            states: state.into_iter().collect(),
            since: time("since", self.since.as_deref())?,
            until: time("until", self.until.as_deref())?,
            ..DeliveryQuery::default()
        };
        let ended_by = time("endedBy", self.ended_by.as_deref())?;
        let replayed = webhooks::replay(app, caller, ReplayQuery { query, ended_by }).await?;
        Ok(json!({
            "replayed": replayed.count,
            "hasMore": replayed.has_more,
            "endedBy": replayed.ended_by,
        }))
    }
}
