use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, groups};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct LeaveGroup {
    /// The instance: its name or id.
    instance: String,
    /// The group: its chat's id, or its address.
    group: String,
}

impl Verb for LeaveGroup {
    const NAME: &'static str = "omni_leave_group";
    const TITLE: &'static str = "Leave group";
    const TEXT: &'static str = "Leaves a group. Its members notice it, and the instance needs an \
        invite to return. The stored messages stay.";
    const EFFECT: Effect = Effect::Deletes;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        groups::leave(app, caller, id, &self.group).await?;
        Ok(json!({ "left": true }))
    }
}
