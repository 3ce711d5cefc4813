use super::{Effect, Verb};
use crate::error::ToolError;
use omni_app::{App, Caller, messages};
use omni_domain::ids::MessageId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DeleteMessage {
    /// The message: the `messageId` that sending it returned.
    message_id: String,
}

impl Verb for DeleteMessage {
    const NAME: &'static str = "omni_delete_message";
    const TITLE: &'static str = "Delete message";
    const TEXT: &'static str = "Deletes a message that was sent through an instance, for everyone: people see that it was \
        deleted. WhatsApp allows it within 60 hours.";
    const EFFECT: Effect = Effect::Deletes;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id: MessageId = self.message_id.trim().parse()?;
        let message = messages::revoke(app, caller, id).await?;
        Ok(json!({ "messageId": message.id, "chatId": message.chat_id, "status": "queued" }))
    }
}
