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
pub(super) struct GetInstance {
    /// The instance's name or id.
    instance: String,
}

impl Verb for GetInstance {
    const NAME: &'static str = "omni_get_instance";
    const TITLE: &'static str = "Get instance";
    const TEXT: &'static str =
        "Shows one instance: its channel, whether it is connected, and the reason if it is not.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::InstancesRead, &self.instance).await?;
        Ok(views::instance(&instances::get(app, caller, id).await?))
    }
}
