use super::{Effect, Verb};
use crate::error::ToolError;
use crate::views;
use omni_app::{App, Caller, persons};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GetPersonPresence {
    /// The person's id.
    person_id: String,
}

impl Verb for GetPersonPresence {
    const NAME: &'static str = "omni_get_person_presence";
    const TITLE: &'static str = "Get person presence";
    const TEXT: &'static str =
        "Shows the accounts of a person: each with its channel and the time of its last message.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let presence = persons::presence(app, caller, self.person_id.parse()?).await?;
        Ok(views::presence(&presence))
    }
}
