use super::{Effect, Verb};
use crate::error::ToolError;
use omni_app::{App, Caller, messages};
use omni_domain::ids::MessageId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EditMessage {
    /// The message: the `messageId` that sending it returned.
    message_id: String,
    /// The new text.
    text: String,
}

impl Verb for EditMessage {
    const NAME: &'static str = "omni_edit_message";
    const TITLE: &'static str = "Edit message";
    const TEXT: &'static str = "Changes the text of a text message that was sent through an instance. People see that it \
        was edited. WhatsApp shows changes within 15 minutes after the message was sent.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id: MessageId = self.message_id.trim().parse()?;
        let message = messages::edit(app, caller, id, self.text).await?;
        Ok(json!({ "messageId": message.id, "chatId": message.chat_id, "status": "queued" }))
    }
}
