use super::agent_settings::AgentSettings;
use super::get_agent::shown;
use super::{Effect, Verb};
use crate::error::ToolError;
use omni_app::agents::{self, AgentPatch};
use omni_app::{App, Caller};
use omni_domain::ids::AgentId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UpdateAgent {
    /// The agent: its id, as `omni_list_agents` shows it.
    agent_id: String,
    /// Another name.
    name: Option<String>,
    /// What changes; absent members stay as they are, and an empty text removes one.
    #[serde(default)]
    settings: AgentSettings,
}

impl Verb for UpdateAgent {
    const NAME: &'static str = "omni_update_agent";
    const TITLE: &'static str = "Update agent";
    const TEXT: &'static str = "Changes an agent. The change is its next version, which answers from \
        the next message on wherever the agent answers; omni_test_agent tries it before. An earlier \
        version comes back with omni_restore_agent_version.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = self.agent_id.trim().parse::<AgentId>()?;
        let patch = AgentPatch { name: self.name, ..self.settings.into_patch()? };
        shown(app, caller, &agents::update(app, caller, id, patch).await?).await
    }
}
