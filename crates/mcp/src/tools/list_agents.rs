use super::{Effect, Verb, limit};
use crate::error::ToolError;
use crate::views;
use omni_app::agents::{self, AgentQuery};
use omni_app::{App, Caller};
use omni_domain::page::PageRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListAgents {
    /// At most this many, 1 to 100; 50 if absent.
    limit: Option<u32>,
    /// Leave out those that belong to one instance. False if absent.
    #[serde(default)]
    shared_only: bool,
}

impl Verb for ListAgents {
    const NAME: &'static str = "omni_list_agents";
    const TITLE: &'static str = "List agents";
    const TEXT: &'static str = "Lists the agents that answer conversations, and the instances for \
        which each answers. omni_get_agent shows one with its prompt.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let page = PageRequest::first(limit(self.limit, 50, 100)?);
        let query = AgentQuery { shared_only: self.shared_only };
        let found = agents::list(app, caller, query, page).await?;
        let ids: Vec<_> = found.items.iter().map(|details| details.agent.id).collect();
        let users = agents::users(app, caller, &ids).await?;
        let shown = |details: &agents::AgentDetails| {
            let of_agent = users.get(&details.agent.id).map_or(&[][..], Vec::as_slice);
            views::agent_summary(&details.agent, of_agent)
        };
        let items: Vec<Value> = found.items.iter().map(shown).collect();
        Ok(json!({ "items": items, "hasMore": found.next.is_some() }))
    }
}
