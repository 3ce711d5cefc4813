use super::tools::AgentToolBody;
use crate::shapes::Time;
use omni_app::agents::{AgentDetails, AgentUser};
use omni_domain::agent::{AgentConfig, AgentVersion};
use omni_domain::agent_document::DocumentRef;
use omni_domain::ids::{InstanceId, ProviderId};
use omni_domain::provider::ProviderKind;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// An agent: what answers conversations.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentDetailsView {
    id: Uuid,
    /// The instance whose own it is: no other may refer to it. Null: any number may.
    instance_id: Option<Uuid>,
    #[schema(example = "Support")]
    name: String,
    /// Counts its changes, from 1.
    version: i32,
    agent: AgentConfigView,
    /// The instances for which it answers, as far as the key may see them.
    instances: Vec<AgentInstanceView>,
    created_at: Time,
    updated_at: Time,
}

/// What answers, and how it is requested.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AgentConfigView {
    /// A shared provider. Takes precedence over the endpoint.
    provider_id: Option<Uuid>,
    /// The protocol of its own endpoint; null is `openai`.
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    api_url: Option<String>,
    /// Whether a key is set. The key itself is never returned.
    has_api_key: bool,
    agent_id: Option<String>,
    model: Option<String>,
    prompt: Option<String>,
    tools: Vec<AgentToolBody>,
    /// Milliseconds; null is the provider's limit, or a minute.
    timeout: Option<u64>,
    streaming: bool,
    #[schema(value_type = Object)]
    options: Map<String, Value>,
}

/// An instance for which an agent answers.
#[derive(Debug, Serialize, ToSchema)]
struct AgentInstanceView {
    id: Uuid,
    name: String,
}

/// A version of an agent. It never changes, and has no secrets.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentVersionView {
    agent_id: Uuid,
    version: i32,
    name: String,
    agent: AgentConfigView,
    /// The documents that the agent had from then on, by name. Restoring a version leaves documents as
    /// they are.
    documents: Vec<DocumentRefView>,
    /// Who made it: `user:<id>`, `api_key:<id>` or `system`. Null for versions from before authors
    /// were kept.
    #[schema(example = "user:0194b2c0-0000-7000-8000-0000000000ff")]
    changed_by: Option<String>,
    /// The author's name when they made it.
    #[schema(example = "Ann Lee")]
    changed_by_name: Option<String>,
    created_at: Time,
}

/// A document that an agent had.
#[derive(Debug, Serialize, ToSchema)]
struct DocumentRefView {
    id: Uuid,
    #[schema(example = "Prices.pdf")]
    name: String,
}

impl From<DocumentRef> for DocumentRefView {
    fn from(document: DocumentRef) -> Self {
        Self { id: document.id.uuid(), name: document.name }
    }
}

impl AgentDetailsView {
    pub(super) fn new(details: AgentDetails, users: Vec<AgentUser>) -> Self {
        let AgentDetails { agent, has_api_key, .. } = details;
        Self {
            id: agent.id.uuid(),
            instance_id: agent.instance_id.map(InstanceId::uuid),
            name: agent.name,
            version: agent.version,
            agent: AgentConfigView::new(agent.config, has_api_key),
            instances: users.into_iter().map(Into::into).collect(),
            created_at: agent.created_at.into(),
            updated_at: agent.updated_at.into(),
        }
    }
}

impl AgentConfigView {
    fn new(config: AgentConfig, has_api_key: bool) -> Self {
        Self {
            provider_id: config.provider_id.map(ProviderId::uuid),
            kind: config.kind.map(ProviderKind::as_str),
            api_url: config.api_url,
            has_api_key,
            agent_id: config.remote_id,
            model: config.model,
            prompt: config.prompt,
            tools: config.tools.into_iter().map(Into::into).collect(),
            timeout: config.timeout_ms,
            streaming: config.streaming,
            options: config.options,
        }
    }
}

impl From<AgentUser> for AgentInstanceView {
    fn from(user: AgentUser) -> Self {
        Self { id: user.id.uuid(), name: user.name }
    }
}

impl From<AgentVersion> for AgentVersionView {
    fn from(version: AgentVersion) -> Self {
        let (changed_by, changed_by_name) = match version.author {
            Some(author) => (Some(author.principal.to_string()), author.name),
            None => (None, None),
        };
        Self {
            agent_id: version.agent_id.uuid(),
            version: version.version,
            name: version.name,
            agent: AgentConfigView::new(version.config, version.has_api_key),
            documents: version.documents.into_iter().map(Into::into).collect(),
            changed_by,
            changed_by_name,
            created_at: version.created_at.into(),
        }
    }
}
