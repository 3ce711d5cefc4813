use crate::shapes::Time;
use omni_app::providers::ProviderDetails;
use omni_app::settings::MASK;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// An agent provider.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProviderView {
    id: Uuid,
    name: String,
    /// `agent_api`, `agno`, `custom`, `openai`, `anthropic`, `webhook` or `builtin`.
    #[serde(rename = "type")]
    #[schema(example = "agno")]
    kind: &'static str,
    #[schema(example = "http://127.0.0.1:7777")]
    api_url: String,
    /// `********` if there is a key, else null.
    #[schema(example = "********")]
    api_key: Option<&'static str>,
    /// Time limit of one answer, milliseconds.
    default_timeout: u64,
    default_streaming: bool,
    /// The protocol's own options.
    #[schema(value_type = Object)]
    metadata: Map<String, Value>,
    last_health_check: Option<Time>,
    /// `healthy` or `unhealthy`; null before the first check.
    last_health_status: Option<&'static str>,
    last_health_error: Option<String>,
    created_at: Time,
    updated_at: Time,
}

impl From<ProviderDetails> for ProviderView {
    fn from(details: ProviderDetails) -> Self {
        let ProviderDetails { provider, has_api_key, .. } = details;
        let health = provider.health;
        let status = |healthy| if healthy { "healthy" } else { "unhealthy" };
        Self {
            id: provider.id.uuid(),
            name: provider.name,
            kind: provider.kind.as_str(),
            api_url: provider.api_url,
            api_key: has_api_key.then_some(MASK),
            default_timeout: provider.default_timeout,
            default_streaming: provider.default_streaming,
            metadata: provider.metadata,
            last_health_check: health.as_ref().map(|health| health.at.into()),
            last_health_status: health.as_ref().map(|health| status(health.healthy)),
            last_health_error: health.and_then(|health| health.error),
            created_at: provider.created_at.into(),
            updated_at: provider.updated_at.into(),
        }
    }
}
