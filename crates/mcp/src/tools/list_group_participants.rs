use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, groups};
use omni_domain::access::Scope;
use omni_domain::conversation::Participant;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// People in one result, because agents pay per token. The largest groups have over a thousand.
const MOST: usize = 200;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListGroupParticipants {
    /// The instance: its name or id.
    instance: String,
    /// The group: its chat's id, or its address.
    group: String,
    /// Only these: `owner`, `admin` or `member`.
    role: Option<String>,
}

impl Verb for ListGroupParticipants {
    const NAME: &'static str = "omni_list_group_participants";
    const TITLE: &'static str = "List group participants";
    const TEXT: &'static str = "Lists the members of a group with their roles, in the order in which \
        they joined, at most 200. `total` is the number of all.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        if !matches!(self.role.as_deref(), None | Some("owner" | "admin" | "member")) {
            return Err(ToolError::arguments("`role` must be `owner`, `admin` or `member`"));
        }
        let id = instance(app, caller, Scope::MessagesRead, &self.instance).await?;
        let members = groups::list_members(app, caller, id, &self.group).await?;
        let is_wanted =
            |one: &&Participant| self.role.as_ref().is_none_or(|role| one.role == *role);
        let wanted: Vec<&Participant> = members.iter().filter(is_wanted).collect();
        Ok(json!({
            "items": wanted.iter().take(MOST).map(|one| participant(one)).collect::<Vec<_>>(),
            "total": wanted.len(),
        }))
    }
}

fn participant(one: &Participant) -> Value {
    json!({
        "platformUserId": one.platform_user_id,
        "displayName": one.display_name,
        "role": one.role,
    })
}
