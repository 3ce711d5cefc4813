use super::text_or_number::text_or_number;
use super::{Effect, Verb};
use crate::error::ToolError;
use crate::views;
use omni_app::messages::{self, ForwardMessage as Forward, SendBody, SendMessage};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::ids::MessageId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ForwardMessage {
    /// The message: its `messageId`.
    message_id: String,
    /// To whom: a phone number with country code, a chat's id or address, or a person's id.
    #[serde(deserialize_with = "text_or_number")]
    to: String,
    /// Repeating a call with the same key within 24 hours sends nothing new.
    idempotency_key: Option<String>,
}

impl Verb for ForwardMessage {
    const NAME: &'static str = "omni_forward_message";
    const TITLE: &'static str = "Forward message";
    const TEXT: &'static str = "Sends a copy of a stored message, with its file, to another person or \
        group through the instance that has it. Phones show it as forwarded. Use it to hand what a \
        customer sent to a colleague.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id: MessageId = self.message_id.trim().parse()?;
        let message = messages::get(app, caller, Scope::MessagesRead, id).await?;
        let request = SendMessage {
            instance_id: message.instance_id,
            to: self.to,
            body: SendBody::Forward(Forward {
                message: message.id.to_string(),
                chat: Some(message.chat_id.to_string()),
            }),
            reply_to: None,
            mentions: Vec::new(),
            mention_all: false,
            no_link_preview: false,
            idempotency_key: self.idempotency_key,
            respond_async: false,
        };
        Ok(views::sent(&messages::send(app, caller, request).await?))
    }
}
