use super::text_or_number::texts_or_numbers;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::groups::{self, NewGroup};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateGroup {
    /// The instance that owns the group: its name or id.
    instance: String,
    /// The name of the group, at most 100 characters.
    subject: String,
    /// Its further members, 1 to 100: phone numbers with country codes, or addresses.
    #[serde(deserialize_with = "texts_or_numbers")]
    participants: Vec<String>,
}

impl Verb for CreateGroup {
    const NAME: &'static str = "omni_create_group";
    const TITLE: &'static str = "Create group";
    const TEXT: &'static str = "Creates a real group that the instance owns, with these people as \
        members. They notice it. The `groupId` of the result is where messages to it are sent, and \
        what the other tools about groups take.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let group = NewGroup { subject: self.subject, members: self.participants };
        let address = groups::create(app, caller, id, group).await?;
        Ok(json!({ "groupId": address.id }))
    }
}
