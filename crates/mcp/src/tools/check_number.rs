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
pub(super) struct CheckNumber {
    /// The instance whose network is asked: its name or id.
    instance: String,
    /// A phone number with country code, or an address.
    #[serde(deserialize_with = "text_or_number")]
    recipient: String,
}

impl Verb for CheckNumber {
    const NAME: &'static str = "omni_check_number";
    const TITLE: &'static str = "Check number";
    const TEXT: &'static str = "Checks whether a phone number is on the network of an instance, \
        without writing to it. `normalized` is the form that the network has. Answers are kept for \
        some time, and the number of questions is bounded: networks ban those who ask too much.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::InstancesRead, &self.instance).await?;
        let found = profiles::validate_recipient(app, caller, id, &self.recipient).await?;
        Ok(json!({
            "valid": found.valid,
            "exists": found.exists,
            "normalized": found.normalized,
            "name": found.name,
        }))
    }
}
