use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// An event that the sender reports. Other members are ignored.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = WebhookRequest)]
pub(crate) struct HookRequest {
    /// The event's name.
    #[schema(min_length = 1, max_length = 255, example = "messages.upsert")]
    pub(super) event: String,
    /// The event's data.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(super) data: Map<String, Value>,
}

/// A Discord payload, stored whole. Its `t` (of the gateway) or `type` names the event.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(as = DiscordWebhookRequest)]
pub(crate) struct DiscordHookRequest {
    #[schema(value_type = Object)]
    pub(super) payload: Map<String, Value>,
}

impl DiscordHookRequest {
    /// Discord's name of the event, or `discord` for a payload without one.
    pub(super) fn event(&self) -> String {
        let name = ["t", "type", "event"].iter().find_map(|name| match self.payload.get(*name) {
            Some(Value::String(text)) if !text.is_empty() => Some(text.chars().take(255).collect()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        });
        name.unwrap_or_else(|| "discord".to_owned())
    }
}

/// The delivery is stored.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookReceivedView)]
pub(crate) struct HookReceivedView {
    /// Always true; failures are errors.
    #[schema(example = true)]
    received: bool,
}

impl HookReceivedView {
    pub(super) const fn new() -> Self {
        Self { received: true }
    }
}
