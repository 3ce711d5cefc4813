use super::text_or_number::texts_or_numbers;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use crate::views;
use omni_app::{App, Caller, groups};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AnswerJoinRequests {
    /// The instance: its name or id.
    instance: String,
    /// The group: its chat's id, or its address.
    group: String,
    /// Whether they become members.
    approve: bool,
    /// Whose requests, 1 to 100: the `platformUserId`s of `omni_list_join_requests`.
    #[serde(deserialize_with = "texts_or_numbers")]
    participants: Vec<String>,
}

impl Verb for AnswerJoinRequests {
    const NAME: &'static str = "omni_answer_join_requests";
    const TITLE: &'static str = "Answer join requests";
    const TEXT: &'static str = "Approves or rejects requests to join a group of which the instance \
        is an admin. The result states for each person whether it was done, and otherwise why not.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let people = &self.participants;
        let outcomes =
            groups::answer_requests(app, caller, id, &self.group, self.approve, people).await?;
        Ok(views::member_outcomes(&outcomes))
    }
}
