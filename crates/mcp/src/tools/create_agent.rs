use super::agent_settings::AgentSettings;
use super::{Effect, Verb};
use crate::error::ToolError;
use crate::views;
use omni_app::agents::{self, NewAgent};
use omni_app::{App, Caller};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateAgent {
    /// For people, 1 to 255 characters; it need not be unique.
    name: String,
    /// What answers: a provider or an endpoint of its own, a model and a prompt.
    #[serde(default)]
    settings: AgentSettings,
}

impl Verb for CreateAgent {
    const NAME: &'static str = "omni_create_agent";
    const TITLE: &'static str = "Create agent";
    const TEXT: &'static str = "Creates an agent. It answers for no instance yet: try it with \
        omni_test_agent, then let it answer with omni_deploy_agent.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let config = self.settings.into_patch()?.into_config();
        let created = agents::create(app, caller, NewAgent { name: self.name, config }).await?;
        Ok(views::agent(&created, &[]))
    }
}
