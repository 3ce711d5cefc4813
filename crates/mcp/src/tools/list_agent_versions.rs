use super::{Effect, Verb, limit};
use crate::error::ToolError;
use crate::views;
use omni_app::{App, Caller, agents};
use omni_domain::ids::AgentId;
use omni_domain::page::PageRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListAgentVersions {
    /// The agent: its id, as `omni_list_agents` shows it.
    agent_id: String,
    /// At most this many, 1 to 100; 10 if absent.
    limit: Option<u32>,
}

impl Verb for ListAgentVersions {
    const NAME: &'static str = "omni_list_agent_versions";
    const TITLE: &'static str = "List versions of agent";
    const TEXT: &'static str = "Lists what an agent was, newest first, with who made each version and \
        when. The first one is the present version.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = self.agent_id.trim().parse::<AgentId>()?;
        let page = PageRequest::first(limit(self.limit, 10, 100)?);
        let found = agents::versions(app, caller, id, page).await?;
        let items: Vec<Value> = found.items.iter().map(views::agent_version).collect();
        Ok(json!({ "items": items, "hasMore": found.next.is_some() }))
    }
}
