use super::{Effect, Verb};
use crate::error::ToolError;
use omni_app::{App, Caller, agent_documents};
use omni_domain::ids::{AgentDocumentId, AgentId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DeleteAgentDocument {
    /// The agent: its id, as `omni_list_agents` shows it.
    agent_id: String,
    /// The document: its id, as `omni_list_agent_documents` shows it.
    document_id: String,
}

impl Verb for DeleteAgentDocument {
    const NAME: &'static str = "omni_delete_agent_document";
    const TITLE: &'static str = "Delete document of agent";
    const TEXT: &'static str = "Deletes a document of an agent, which is given nothing of it from the \
        next answer on. It makes the next version of the agent; its text cannot be restored.";
    const EFFECT: Effect = Effect::Deletes;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let agent = self.agent_id.trim().parse::<AgentId>()?;
        let id = self.document_id.trim().parse::<AgentDocumentId>()?;
        agent_documents::delete(app, caller, agent, id).await?;
        Ok(json!({ "documentId": id, "deleted": true }))
    }
}
