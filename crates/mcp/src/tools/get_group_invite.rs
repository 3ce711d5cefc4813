use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, groups};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GetGroupInvite {
    /// The instance: its name or id.
    instance: String,
    /// The group: its chat's id, or its address.
    group: String,
    /// Make a new link; the old one ends. False if absent.
    renew: Option<bool>,
}

impl Verb for GetGroupInvite {
    const NAME: &'static str = "omni_get_group_invite";
    const TITLE: &'static str = "Get group invite link";
    const TEXT: &'static str = "Gets the link by which anyone who has it joins a group. The instance \
        has to be an admin of the group. Use `renew` when the link reached people whom it should not.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let renew = self.renew.unwrap_or(false);
        let url = groups::invite_link(app, caller, id, &self.group, renew).await?;
        Ok(json!({ "inviteUrl": url }))
    }
}
