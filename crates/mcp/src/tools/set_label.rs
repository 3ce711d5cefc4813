use super::text_or_number::{optional_text_or_number, text_or_number};
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, account_state};
use omni_domain::access::Scope;
use omni_domain::ids::MessageId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SetLabel {
    /// The instance: its name or id.
    instance: String,
    /// The label: its `labelId` of `omni_list_labels`.
    #[serde(deserialize_with = "text_or_number")]
    label: String,
    /// The chat that gets it: its id, its address, or the phone number of the person.
    #[serde(default, deserialize_with = "optional_text_or_number")]
    chat: Option<String>,
    /// The single message that gets it, instead of a chat: its `messageId`.
    message_id: Option<String>,
    /// Take it away instead. False if absent.
    remove: Option<bool>,
}

impl Verb for SetLabel {
    const NAME: &'static str = "omni_set_label";
    const TITLE: &'static str = "Set label";
    const TEXT: &'static str = "Gives a chat or a single message a label, or takes it away, also on \
        the phone. Use it to sort conversations for the people who go on with them.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let (label, on) = (&self.label, !self.remove.unwrap_or(false));
        match (&self.chat, &self.message_id) {
            (Some(chat), None) => {
                let found = account_state::label_chat(app, caller, id, chat, label, on).await?;
                Ok(json!({ "chatId": found.chat.id, "labels": found.facts.labels }))
            }
            (None, Some(message)) => {
                let message: MessageId = message.trim().parse()?;
                let found = account_state::label_message(app, caller, message, label, on).await?;
                Ok(json!({ "messageId": found.id, "chatId": found.chat_id }))
            }
            _ => Err(ToolError::arguments("give either `chat` or `messageId`")),
        }
    }
}
