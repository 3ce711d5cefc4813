use super::{Effect, Verb};
use crate::error::ToolError;
use crate::views;
use omni_app::webhooks::{self, DeliveryQuery, ReplayQuery};
use omni_app::{App, Caller};
use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
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
}

impl Verb for ReplayWebhookDeliveries {
    const NAME: &'static str = "omni_replay_webhook_deliveries";
    const TITLE: &'static str = "Replay webhook deliveries";
    const TEXT: &'static str = "Sends webhook deliveries again, under their ids: one, or all that \
        failed (of one endpoint or of all). Use it when a receiver that was broken works again.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        if let Some(id) = self.delivery_id {
            let sent =
                webhooks::replay_one(app, caller, id.trim().parse::<WebhookDeliveryId>()?).await?;
            return Ok(json!({ "replayed": 1, "delivery": views::webhook_delivery(&sent) }));
        }
        let endpoint_id =
            self.endpoint_id.map(|id| id.trim().parse::<WebhookEndpointId>()).transpose()?;
        let query = DeliveryQuery { endpoint_id, ..DeliveryQuery::default() };
        let replayed = webhooks::replay(app, caller, ReplayQuery { query }).await?;
        Ok(json!({ "replayed": replayed.count, "hasMore": replayed.has_more }))
    }
}
