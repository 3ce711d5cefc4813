use super::text_or_number::text_or_number;
use super::{Effect, Verb, instance, time};
use crate::error::ToolError;
use omni_app::messages::{self, SendBody};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::content::{CalendarEvent, EventPlace};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SendEvent {
    /// The instance to send through: its name or id.
    instance: String,
    /// To whom: a phone number with country code, a chat's id or address, or a person's id.
    #[serde(deserialize_with = "text_or_number")]
    to: String,
    /// The event's name, at most 100 characters.
    name: String,
    /// What it is about.
    description: Option<String>,
    /// When it starts, such as 2027-03-01T18:00:00Z.
    starts_at: String,
    /// When it ends.
    ends_at: Option<String>,
    /// Where it is: the place's name.
    place: Option<String>,
    /// The link of its call, https.
    link: Option<String>,
    /// Repeating a call with the same key within 24 hours sends nothing new.
    idempotency_key: Option<String>,
}

impl Verb for SendEvent {
    const NAME: &'static str = "omni_send_event";
    const TITLE: &'static str = "Send event";
    const TEXT: &'static str = "Sends a real event to a person or group through an instance, and \
        waits some seconds for the network. People answer whether they come; omni_get_answers sums \
        the answers up. `queued` means that it is stored and will be sent.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let instance_id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let place = |name| EventPlace { name: Some(name), ..EventPlace::default() };
        let event = CalendarEvent {
            name: self.name,
            description: self.description,
            starts_at: time("startsAt", Some(&self.starts_at))?,
            ends_at: time("endsAt", self.ends_at.as_deref())?,
            place: self.place.map(place),
            link: self.link,
            extra_guests: false,
            cancelled: false,
        };
        let request = messages::SendMessage {
            instance_id,
            to: self.to,
            body: SendBody::Event(Box::new(event)),
            reply_to: None,
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
