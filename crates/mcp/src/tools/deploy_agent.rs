use super::get_agent::shown;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, agents, instances};
use omni_domain::access::Scope;
use omni_domain::ids::AgentId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DeployAgent {
    /// The agent: its id, as `omni_list_agents` shows it.
    agent_id: String,
    /// The instances, by name or id, 1 to 100: all of them change, or none.
    instances: Vec<String>,
    /// Take it from them instead, so that nothing answers. False if absent.
    #[serde(default)]
    undeploy: bool,
}

impl Verb for DeployAgent {
    const NAME: &'static str = "omni_deploy_agent";
    const TITLE: &'static str = "Deploy agent";
    const TEXT: &'static str = "Lets an agent answer for instances from their next message on, or no \
        longer. The own agent of an instance is deleted; one that several share is kept.";
    const EFFECT: Effect = Effect::Deletes;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = self.agent_id.trim().parse::<AgentId>()?;
        let mut ids = Vec::with_capacity(self.instances.len());
        for given in &self.instances {
            ids.push(instance(app, caller, Scope::InstancesWrite, given).await?);
        }
        if self.undeploy {
            instances::undeploy_agent(app, caller, id, ids).await?;
        } else {
            instances::deploy_agent(app, caller, id, ids).await?;
        }
        shown(app, caller, &agents::get(app, caller, id).await?).await
    }
}
