//! From an address to a client.

use crate::agent_api::{self, AgentApi};
use crate::agno::{self, Agno};
use crate::anthropic::{self, Anthropic};
use crate::builtin::{self, BuiltIn, BuiltInConfig};
use crate::client::AgentClient;
use crate::custom::{self, Custom};
use crate::error::AgentError;
use crate::openai::{self, OpenAi};
use crate::webhook::{self, Webhook};
use omni_domain::agent::AgentTool;
use std::fmt;
use std::sync::Arc;

/// The address of an agent and its protocol.
#[derive(Clone, PartialEq, Eq)]
pub struct AgentEndpoint {
    /// The protocol; see [`AgentClients::KINDS`].
    pub kind: String,
    /// The base URL, below which the protocol's paths are, such as `http://127.0.0.1:11434/v1`.
    /// It may end in a slash. Nothing else is guessed: a `/v1` that the server needs must be in it.
    pub base_url: String,
    /// The key, if the agent requires one.
    pub api_key: Option<String>,
    /// The id of the agent or model.
    pub agent_id: Option<String>,
    /// The protocol's own options: a provider's metadata.
    pub options: serde_json::Map<String, serde_json::Value>,
    /// Tools of the built-in agent, besides those in its options. Their secrets are in clear.
    pub tools: Vec<AgentTool>,
}

impl fmt::Debug for AgentEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentEndpoint")
            .field("kind", &self.kind)
            .field("has_key", &self.api_key.is_some())
            .field("agent_id", &self.agent_id)
            .finish_non_exhaustive()
    }
}

/// Creates clients. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AgentClients {
    http: reqwest::Client,
}

impl AgentClients {
    /// The known protocols.
    pub const KINDS: &'static [&'static str] = &[
        agent_api::KIND,
        agno::KIND,
        anthropic::KIND,
        builtin::KIND,
        custom::KIND,
        openai::KIND,
        webhook::KIND,
    ];

    /// All clients use this HTTP client; it decides which addresses may be reached and whether
    /// redirects are followed.
    pub const fn new(http: reqwest::Client) -> Self {
        Self { http }
    }

    /// A client for the endpoint. Does not connect. Keeps nothing between calls, so a changed
    /// setting is used from the next one on.
    pub fn client_for(&self, endpoint: &AgentEndpoint) -> Result<Arc<dyn AgentClient>, AgentError> {
        match endpoint.kind.as_str() {
            openai::KIND => Ok(Arc::new(OpenAi::new(self.http.clone(), endpoint)?)),
            agno::KIND => Ok(Arc::new(Agno::new(self.http.clone(), endpoint)?)),
            agent_api::KIND => Ok(Arc::new(AgentApi::new(self.http.clone(), endpoint)?)),
            anthropic::KIND => Ok(Arc::new(Anthropic::new(self.http.clone(), endpoint)?)),
            builtin::KIND => {
                let config = BuiltInConfig::from_endpoint(endpoint)?;
                Ok(Arc::new(BuiltIn::new(self.http.clone(), config)?))
            }
            custom::KIND => Ok(Arc::new(Custom::new(self.http.clone(), endpoint)?)),
            webhook::KIND => Ok(Arc::new(Webhook::new(self.http.clone(), endpoint)?)),
            other => Err(AgentError::UnknownKind {
                kind: other.chars().take(80).collect(),
                known: Self::KINDS,
            }),
        }
    }
}
