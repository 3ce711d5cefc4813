use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, groups};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListJoinRequests {
    /// The instance: its name or id.
    instance: String,
    /// The group: its chat's id, or its address.
    group: String,
}

impl Verb for ListJoinRequests {
    const NAME: &'static str = "omni_list_join_requests";
    const TITLE: &'static str = "List join requests";
    const TEXT: &'static str = "Lists the people who ask to join a group of which the instance is an \
        admin. omni_answer_join_requests approves or rejects them.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesRead, &self.instance).await?;
        let requests = groups::join_requests(app, caller, id, &self.group).await?;
        let request = |one: &groups::JoinRequest| json!({ "platformUserId": one.person.id, "requestedAt": one.at });
        Ok(json!({ "items": requests.iter().map(request).collect::<Vec<_>>() }))
    }
}
