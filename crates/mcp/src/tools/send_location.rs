use super::text_or_number::text_or_number;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use crate::views;
use omni_app::messages::{self, SendBody, SendMessage};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::content::Location;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SendLocation {
    /// The instance to send through: its name or id.
    instance: String,
    /// To whom: a phone number with country code, a chat's id or address, or a person's id.
    #[serde(deserialize_with = "text_or_number")]
    to: String,
    /// Degrees, -90 to 90.
    latitude: f64,
    /// Degrees, -180 to 180.
    longitude: f64,
    /// The name of the place.
    name: Option<String>,
    /// Its postal address.
    address: Option<String>,
    /// Repeating a call with the same key within 24 hours sends nothing new.
    idempotency_key: Option<String>,
}

impl Verb for SendLocation {
    const NAME: &'static str = "omni_send_location";
    const TITLE: &'static str = "Send location";
    const TEXT: &'static str = "Sends a real location to a person or group, which phones show on a map. \
        Use it to say where to come.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let instance_id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let location = Location {
            latitude: self.latitude,
            longitude: self.longitude,
            name: self.name,
            address: self.address,
            live: false,
        };
        let request = SendMessage {
            instance_id,
            to: self.to,
            body: SendBody::Location(location),
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
