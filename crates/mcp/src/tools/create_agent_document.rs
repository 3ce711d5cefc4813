use super::{Effect, Verb};
use crate::error::ToolError;
use crate::views;
use omni_app::agent_documents::{self, DocumentSource, NewDocument};
use omni_app::{App, Caller};
use omni_domain::ids::AgentId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateAgentDocument {
    /// The agent: its id, as `omni_list_agents` shows it.
    agent_id: String,
    /// Unique in its agent, 1 to 200 characters.
    name: String,
    /// All of it, at most 200,000 characters.
    text: String,
}

impl Verb for CreateAgentDocument {
    const NAME: &'static str = "omni_create_agent_document";
    const TITLE: &'static str = "Create document of agent";
    const TEXT: &'static str = "Adds a text to an agent, which is given its passages that fit to a \
        message from the next answer on. It makes the next version of the agent. A document never \
        changes: delete it with omni_delete_agent_document and add it again.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = self.agent_id.trim().parse::<AgentId>()?;
        let source = DocumentSource::Text(self.text);
        let new = NewDocument { name: Some(self.name), source };
        Ok(views::agent_document(&agent_documents::create(app, caller, id, new).await?))
    }
}
