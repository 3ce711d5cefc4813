use super::{Effect, Verb};
use crate::error::ToolError;
use omni_app::{App, Caller, messages};
use omni_domain::ids::MessageId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

const DAY: u32 = 86_400;
const WEEK: u32 = 604_800;
const MONTH: u32 = 2_592_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PinMessage {
    /// The message: its `messageId`.
    message_id: String,
    /// For how many days: 1, 7 (if absent) or 30; 0 unpins it.
    days: Option<u32>,
}

impl Verb for PinMessage {
    const NAME: &'static str = "omni_pin_message";
    const TITLE: &'static str = "Pin message";
    const TEXT: &'static str = "Pins a message at the top of its chat for all participants, for a \
        day, a week or thirty days, or unpins it.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id: MessageId = self.message_id.trim().parse()?;
        let message = match self.days.unwrap_or(7) {
            0 => messages::unpin(app, caller, id).await?,
            1 => messages::pin(app, caller, id, DAY).await?,
            7 => messages::pin(app, caller, id, WEEK).await?,
            30 => messages::pin(app, caller, id, MONTH).await?,
            _ => return Err(ToolError::arguments("`days` must be 0, 1, 7 or 30")),
        };
        Ok(json!({ "messageId": message.id, "chatId": message.chat_id, "status": "queued" }))
    }
}
