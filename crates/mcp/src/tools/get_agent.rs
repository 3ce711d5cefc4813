use super::{Effect, Verb};
use crate::error::ToolError;
use crate::views;
use omni_app::agents::{self, AgentDetails};
use omni_app::{App, Caller};
use omni_domain::ids::AgentId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GetAgent {
    /// The agent: its id, as `omni_list_agents` shows it.
    agent_id: String,
}

impl Verb for GetAgent {
    const NAME: &'static str = "omni_get_agent";
    const TITLE: &'static str = "Get agent";
    const TEXT: &'static str = "Shows one agent: what answers, its prompt, its version, and the \
        instances for which it answers. Keys and other secrets are never shown.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = self.agent_id.trim().parse::<AgentId>()?;
        shown(app, caller, &agents::get(app, caller, id).await?).await
    }
}

/// The agent with the instances for which it answers.
pub(super) async fn shown(
    app: &App,
    caller: &Caller,
    details: &AgentDetails,
) -> Result<Value, ToolError> {
    let id = details.agent.id;
    let users = agents::users(app, caller, &[id]).await?.remove(&id).unwrap_or_default();
    Ok(views::agent(details, &users))
}
