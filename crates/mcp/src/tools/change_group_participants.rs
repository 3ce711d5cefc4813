use super::text_or_number::texts_or_numbers;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use crate::views;
use omni_app::groups::{self, MemberChange};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ChangeGroupParticipants {
    /// The instance: its name or id.
    instance: String,
    /// The group: its chat's id, or its address.
    group: String,
    /// What happens to them: `add`, `invite` (add, or send an invite to those whom others may not
    /// add), `remove`, `promote` (make them admins) or `demote`.
    action: String,
    /// Whom, 1 to 100: phone numbers with country codes, or addresses.
    #[serde(deserialize_with = "texts_or_numbers")]
    participants: Vec<String>,
}

fn change(action: &str) -> Result<MemberChange, ToolError> {
    match action {
        "add" => Ok(MemberChange::Add),
        "invite" => Ok(MemberChange::INVITING),
        "remove" => Ok(MemberChange::Remove),
        "promote" => Ok(MemberChange::Promote),
        "demote" => Ok(MemberChange::Demote),
        _ => Err(ToolError::arguments(
            "`action` must be `add`, `invite`, `remove`, `promote` or `demote`",
        )),
    }
}

impl Verb for ChangeGroupParticipants {
    const NAME: &'static str = "omni_change_group_participants";
    const TITLE: &'static str = "Change group participants";
    const TEXT: &'static str = "Adds people to a group, removes them, or makes them admins or no \
        more. The instance has to be an admin of it. The result states for each person whether it was \
        done, and otherwise why not.";
    const EFFECT: Effect = Effect::Deletes;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let change = change(&self.action)?;
        let id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let people = &self.participants;
        let outcomes = groups::change_members(app, caller, id, &self.group, change, people).await?;
        Ok(views::member_outcomes(&outcomes))
    }
}
