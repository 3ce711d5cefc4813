use super::{Effect, Verb};
use crate::error::ToolError;
use omni_app::messages::{self, SendReaction};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::ids::MessageId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct React {
    /// The message: its `messageId`.
    message_id: String,
    /// One emoji; an empty text takes the reaction back.
    emoji: String,
}

impl Verb for React {
    const NAME: &'static str = "omni_react";
    const TITLE: &'static str = "React to message";
    const TEXT: &'static str = "Puts an emoji on a message, which all participants see, or takes it \
        back. Use it to show that a message was seen or done where words would be too much.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id: MessageId = self.message_id.trim().parse()?;
        let message = messages::get(app, caller, Scope::MessagesSend, id).await?;
        let reaction = SendReaction {
            instance_id: message.instance_id,
            to: message.chat_id.to_string(),
            message_id: message.id.to_string(),
            emoji: self.emoji,
        };
        messages::react(app, caller, reaction).await?;
        Ok(json!({ "messageId": message.id, "chatId": message.chat_id, "status": "queued" }))
    }
}
