use super::{Effect, Verb};
use crate::error::ToolError;
use crate::views;
use omni_app::{App, Caller, agent_documents};
use omni_domain::ids::AgentId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListAgentDocuments {
    /// The agent: its id, as `omni_list_agents` shows it.
    agent_id: String,
}

impl Verb for ListAgentDocuments {
    const NAME: &'static str = "omni_list_agent_documents";
    const TITLE: &'static str = "List documents of agent";
    const TEXT: &'static str = "Lists the documents of an agent by name, without their texts: it is \
        given the passages that fit to a message when it answers.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = self.agent_id.trim().parse::<AgentId>()?;
        let found = agent_documents::list(app, caller, id).await?;
        let items: Vec<Value> = found.iter().map(views::agent_document).collect();
        Ok(json!({ "items": items }))
    }
}
