//! What answers, in requests.

use super::tools::AgentToolBody;
use crate::shapes::given;
use omni_app::Error;
use omni_app::agents::AgentPatch;
use omni_app::patch::Change;
use omni_domain::agent::{AgentConfig, AgentTool};
use omni_domain::ids::{InstanceId, ProviderId};
use omni_domain::provider::ProviderKind;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What answers: only the given members change, and null resets one to its default.
#[expect(clippy::option_option, reason = "absent, null and a value differ in a patch")]
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AgentConfigRequest {
    /// A shared provider. Takes precedence over an endpoint of the agent's own.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Uuid>)]
    provider_id: Option<Option<ProviderId>>,
    /// The protocol of the agent's own endpoint: `agent_api`, `agno`, `custom`, `openai` (the
    /// default), `anthropic`, `webhook` or `builtin`.
    #[serde(rename = "type", default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, example = "openai")]
    kind: Option<Option<ProviderKind>>,
    /// The base URL of its own endpoint. A new one requires the key again.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, example = "https://api.openai.com/v1")]
    api_url: Option<Option<String>>,
    /// The key for that endpoint. Stored sealed and never returned.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, write_only)]
    api_key: Option<Option<String>>,
    /// The agent's id at its provider.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    agent_id: Option<Option<String>>,
    /// The model, of providers that have models. Takes precedence over `agentId`.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    model: Option<Option<String>>,
    /// The system prompt.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 32_000)]
    prompt: Option<Option<String>>,
    /// Tools of the built-in agent, besides those of its provider. Replaces all earlier ones.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<AgentToolBody>>)]
    tools: Option<Option<Vec<AgentToolBody>>>,
    /// Time limit of one answer in milliseconds; null is the provider's.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u64>, minimum = 100, maximum = 600_000)]
    timeout: Option<Option<u64>>,
    /// Request answers as a stream.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<bool>)]
    streaming: Option<Option<bool>>,
    /// Options of the protocol, each before the provider's of the same name. Replaces all earlier
    /// ones.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Object>)]
    options: Option<Option<Map<String, Value>>>,
}

/// The instances that an agent is given to, or taken from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AgentInstancesRequest {
    /// All of them, or none if one cannot be changed.
    #[schema(value_type = Vec<Uuid>, min_items = 1, max_items = 100)]
    pub(super) instance_ids: Vec<InstanceId>,
}

#[expect(clippy::option_option, reason = "absent, null and a value differ in a patch")]
pub(super) fn change<T>(given: Option<Option<T>>) -> Change<T> {
    match given {
        None => Change::Keep,
        Some(None) => Change::Reset,
        Some(Some(value)) => Change::Set(value),
    }
}

impl AgentConfigRequest {
    /// As changes.
    pub(super) fn into_patch(self) -> Result<AgentPatch, Error> {
        let tools = match change(self.tools) {
            Change::Keep => Change::Keep,
            Change::Reset => Change::Reset,
            Change::Set(tools) => Change::Set(
                tools.into_iter().map(AgentTool::try_from).collect::<Result<Vec<_>, Error>>()?,
            ),
        };
        Ok(AgentPatch {
            provider_id: change(self.provider_id),
            kind: change(self.kind),
            api_url: change(self.api_url),
            api_key: change(self.api_key),
            remote_id: change(self.agent_id),
            model: change(self.model),
            prompt: change(self.prompt),
            tools,
            timeout_ms: change(self.timeout),
            streaming: change(self.streaming),
            options: change(self.options),
            ..AgentPatch::default()
        })
    }

    /// As the settings of a new agent.
    pub(super) fn into_config(self) -> Result<AgentConfig, Error> {
        Ok(self.into_patch()?.into_config())
    }
}
