use super::get_agent::shown;
use super::{Effect, Verb};
use crate::error::ToolError;
use omni_app::agents::{self, Restore};
use omni_app::entity_tag::Precondition;
use omni_app::patch::Change;
use omni_app::{App, Caller};
use omni_domain::ids::AgentId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RestoreAgentVersion {
    /// The agent: its id, as `omni_list_agents` shows it.
    agent_id: String,
    /// Which version, as `omni_list_agent_versions` shows it.
    version: i32,
    /// The key for the endpoint of that version, where that is another than now.
    api_key: Option<String>,
}

impl Verb for RestoreAgentVersion {
    const NAME: &'static str = "omni_restore_agent_version";
    const TITLE: &'static str = "Restore version of agent";
    const TEXT: &'static str = "Sets an agent back to an earlier version, as a new version. Versions \
        hold no secrets: those of the present version are kept for the same addresses.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = self.agent_id.trim().parse::<AgentId>()?;
        let restore = Restore {
            precondition: Precondition::None,
            number: self.version,
            api_key: self.api_key.map_or(Change::Keep, Change::Set),
        };
        shown(app, caller, &agents::restore(app, caller, id, restore).await?).await
    }
}
