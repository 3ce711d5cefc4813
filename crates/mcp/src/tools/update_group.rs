use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::groups::{self, GroupPatch};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UpdateGroup {
    /// The instance: its name or id.
    instance: String,
    /// The group: its chat's id, or its address.
    group: String,
    /// A new name.
    subject: Option<String>,
    /// A new description; an empty one removes it.
    description: Option<String>,
    /// Whether only admins may write.
    admins_only_send: Option<bool>,
    /// Whether only admins may change the name and description.
    admins_only_edit: Option<bool>,
    /// Whether only admins may add members.
    admins_only_add: Option<bool>,
    /// Whether an admin has to approve who joins.
    join_approval: Option<bool>,
}

impl Verb for UpdateGroup {
    const NAME: &'static str = "omni_update_group";
    const TITLE: &'static str = "Update group";
    const TEXT: &'static str = "Changes the name, description or rights of a group; give at least one. \
        Its members notice it. What is reserved to admins needs the instance to be one.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let patch = GroupPatch {
            subject: self.subject,
            description: self.description,
            admins_only_send: self.admins_only_send,
            admins_only_edit: self.admins_only_edit,
            admins_only_add: self.admins_only_add,
            join_approval: self.join_approval,
            disappearing_seconds: None,
        };
        groups::update(app, caller, id, &self.group, patch).await?;
        Ok(json!({ "updated": true }))
    }
}
