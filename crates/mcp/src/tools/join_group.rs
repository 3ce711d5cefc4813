use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, groups};
use omni_domain::access::Scope;
use omni_domain::ids::MessageId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct JoinGroup {
    /// The instance: its name or id.
    instance: String,
    /// The invite link of the group, or the code in it.
    invite: Option<String>,
    /// The received message with the invite, instead of a link: its `messageId`.
    message_id: Option<String>,
}

impl Verb for JoinGroup {
    const NAME: &'static str = "omni_join_group";
    const TITLE: &'static str = "Join group";
    const TEXT: &'static str = "Joins a group by its invite link, or by an invite that a person sent. Its members notice it. `isPending` \
        means that an admin of the group has to approve it first.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let joined = match (&self.invite, &self.message_id) {
            (Some(invite), None) => groups::join(app, caller, id, invite).await?,
            (None, Some(message)) => {
                let message: MessageId = message.trim().parse()?;
                groups::accept_invite(app, caller, id, message).await?
            }
            _ => return Err(ToolError::arguments("give either `invite` or `messageId`")),
        };
        Ok(json!({ "groupId": joined.group.id, "isPending": joined.is_pending }))
    }
}
