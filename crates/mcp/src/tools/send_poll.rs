use super::text_or_number::text_or_number;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::messages::{self, SendBody};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SendPoll {
    /// The instance to send through: its name or id.
    instance: String,
    /// To whom: a phone number with country code, a chat's id or address, or a person's id.
    #[serde(deserialize_with = "text_or_number")]
    to: String,
    /// The question, at most 255 characters.
    question: String,
    /// The choices: 2 to 12, different, of at most 100 characters each.
    options: Vec<String>,
    /// How many options one person may choose; 1 if absent.
    max_choices: Option<u32>,
    /// The message to quote: its id.
    reply_to: Option<String>,
    /// Repeating a call with the same key within 24 hours sends nothing new.
    idempotency_key: Option<String>,
}

impl Verb for SendPoll {
    const NAME: &'static str = "omni_send_poll";
    const TITLE: &'static str = "Send poll";
    const TEXT: &'static str = "Sends a real poll to a person or group through an instance, and \
        waits some seconds for the network. Votes arrive as messages that quote it. `queued` means \
        that it is stored and will be sent.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let instance_id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let poll = messages::SendPoll {
            question: self.question,
            options: self.options,
            max_choices: self.max_choices,
        };
        let request = messages::SendMessage {
            instance_id,
            to: self.to,
            body: SendBody::Poll(poll),
            reply_to: self.reply_to,
            mentions: Vec::new(),
            mention_all: false,
            no_link_preview: false,
            idempotency_key: self.idempotency_key,
            respond_async: false,
        };
        let message = messages::send(app, caller, request).await?;
        Ok(json!({
            "messageId": message.id,
            "externalMessageId": message.external_id,
            "chatId": message.chat_id,
            "status": message.status.as_str(),
            "instanceId": message.instance_id,
        }))
    }
}
