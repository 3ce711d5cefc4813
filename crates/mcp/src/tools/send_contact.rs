use super::text_or_number::text_or_number;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use crate::views;
use omni_app::messages::{self, SendBody, SendMessage};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::content::ContactCard;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SendContact {
    /// The instance to send through: its name or id.
    instance: String,
    /// To whom: a phone number with country code, a chat's id or address, or a person's id.
    #[serde(deserialize_with = "text_or_number")]
    to: String,
    /// The name on the card.
    name: String,
    /// The phone number on the card, with country code.
    #[serde(deserialize_with = "text_or_number")]
    phone: String,
    /// The company on the card.
    organization: Option<String>,
    /// Repeating a call with the same key within 24 hours sends nothing new.
    idempotency_key: Option<String>,
}

impl Verb for SendContact {
    const NAME: &'static str = "omni_send_contact";
    const TITLE: &'static str = "Send contact";
    const TEXT: &'static str = "Sends a real contact card to a person or group, which they can save or \
        write to with a tap. Use it to point someone to a colleague.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let instance_id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let card = ContactCard {
            name: self.name,
            phone: Some(self.phone),
            email: None,
            organization: self.organization,
            vcard: None,
        };
        let request = SendMessage {
            instance_id,
            to: self.to,
            body: SendBody::Contacts(vec![card]),
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
