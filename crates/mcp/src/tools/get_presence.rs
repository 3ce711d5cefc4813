use super::text_or_number::text_or_number;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, profiles};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GetPresence {
    /// The instance whose network is asked: its name or id.
    instance: String,
    /// The person: a phone number with country code, or an address.
    #[serde(deserialize_with = "text_or_number")]
    contact: String,
}

impl Verb for GetPresence {
    const NAME: &'static str = "omni_get_presence";
    const TITLE: &'static str = "Get presence";
    const TEXT: &'static str = "Asks the network whether a person is online now, and when they were \
        last; it takes some seconds. `online` is null for people who hide it. What is stored of a \
        person is shown by omni_get_person_presence.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::InstancesRead, &self.instance).await?;
        let seen = profiles::presence(app, caller, id, &self.contact).await?;
        Ok(json!({
            "platformUserId": seen.platform_user_id,
            "online": seen.is_online(),
            "lastSeenAt": seen.last_seen(),
        }))
    }
}
