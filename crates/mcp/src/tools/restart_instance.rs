use super::{Effect, Verb, instance};
use crate::error::ToolError;
use crate::views;
use omni_app::{App, Caller, instances};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RestartInstance {
    /// The instance's name or id.
    instance: String,
}

impl Verb for RestartInstance {
    const NAME: &'static str = "omni_restart_instance";
    const TITLE: &'static str = "Restart instance";
    const TEXT: &'static str = "Closes an instance's connection and opens it again. Loses no \
        messages. Waits some seconds for the new state.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::InstancesWrite, &self.instance).await?;
        Ok(views::status(&instances::restart(app, caller, id).await?))
    }
}
