//! Agents: what answers conversations.

use crate::access::Principal;
use crate::agent_document::DocumentRef;
use crate::clock::Timestamp;
use crate::ids::{AgentId, InstanceId, ProviderId, TenantId};
use crate::provider::ProviderKind;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

text_enum! {
    /// How a tool over HTTP takes its arguments.
    pub enum ToolMethod {
        /// As a query.
        Get = "GET",
        /// As a JSON body.
        Post = "POST",
    }
}

/// A tool that the model may call over HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpTool {
    /// 1 to 64 letters, digits, `_` or `-`; unique in an agent.
    pub name: String,
    /// Description for the model.
    pub description: String,
    /// JSON schema of the arguments, an object; `None` takes any object.
    pub parameters: Option<Value>,
    /// Address of the tool.
    pub url: String,
    /// How it takes its arguments.
    pub method: ToolMethod,
    /// Further headers. Their values are secrets: sealed while in storage.
    pub headers: BTreeMap<String, String>,
}

/// An MCP server whose tools the model may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct McpServer {
    /// Address of its streamable HTTP endpoint.
    pub url: String,
    /// Bearer token, if it requires one; sealed while in storage.
    pub token: Option<String>,
}

/// A tool, or a source of tools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AgentTool {
    /// One tool over HTTP.
    Http(HttpTool),
    /// All tools of an MCP server.
    Mcp(McpServer),
}

impl AgentTool {
    /// Calls `change` with each secret of the tool and the location that it belongs to, address
    /// included.
    pub fn secrets_mut<E>(
        &mut self,
        mut change: impl FnMut(String, &mut String) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::Http(tool) => {
                for (header, value) in &mut tool.headers {
                    change(format!("tool/{}/{}/{header}", tool.name, tool.url), value)?;
                }
            }
            Self::Mcp(server) => {
                if let Some(token) = &mut server.token {
                    change(format!("mcp/{}", server.url), token)?;
                }
            }
        }
        Ok(())
    }
}

/// What answers, and how it is requested.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgentConfig {
    /// A shared provider. Takes precedence over the endpoint below.
    pub provider_id: Option<ProviderId>,
    /// Protocol of the agent's own endpoint; `None` is `openai`.
    pub kind: Option<ProviderKind>,
    /// Base URL of the agent's own endpoint, such as `http://127.0.0.1:11434/v1`.
    pub api_url: Option<String>,
    /// Key for that endpoint; sealed while in storage and never returned.
    pub api_key: Option<String>,
    /// Id of the agent at its provider; where the provider has models, the model.
    pub remote_id: Option<String>,
    /// The model, where the provider has models. Takes precedence over `remote_id`.
    pub model: Option<String>,
    /// System prompt.
    pub prompt: Option<String>,
    /// Tools of the built-in agent, besides those of its provider.
    pub tools: Vec<AgentTool>,
    /// Milliseconds for one answer; `None` is the provider's time limit, or the default.
    pub timeout_ms: Option<u64>,
    /// Whether answers are streamed. The provider may require it, too.
    pub streaming: bool,
    /// Options of the protocol. Each takes precedence over the provider's of the same name.
    pub options: Map<String, Value>,
}

/// The target of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentTarget<'a> {
    /// To a shared provider.
    Provider(ProviderId),
    /// To an endpoint of the agent's own.
    Endpoint {
        /// Its protocol.
        kind: ProviderKind,
        /// Its base URL.
        url: &'a str,
    },
}

impl AgentConfig {
    /// Milliseconds for one answer where neither the agent nor its provider sets another limit.
    pub const DEFAULT_TIMEOUT_MS: u64 = 60_000;

    /// The target of requests; `None` if nothing answers.
    pub fn target(&self) -> Option<AgentTarget<'_>> {
        if let Some(id) = self.provider_id {
            return Some(AgentTarget::Provider(id));
        }
        let kind = self.kind.unwrap_or(ProviderKind::Openai);
        self.api_url.as_deref().map(|url| AgentTarget::Endpoint { kind, url })
    }

    /// The same without its secrets.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        self.api_key = None;
        for tool in &mut self.tools {
            match tool {
                AgentTool::Http(tool) => tool.headers.values_mut().for_each(String::clear),
                AgentTool::Mcp(server) => server.token = None,
            }
        }
        self
    }
}

/// What answers conversations.
#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    /// Internal id.
    pub id: AgentId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance that the agent belongs to: no other may refer to it, and it is deleted with the
    /// instance. `None`: any number of instances may refer to it.
    pub instance_id: Option<InstanceId>,
    /// Display name; 1 to 255 characters.
    pub name: String,
    /// Counts the changes, from 1.
    pub version: i32,
    /// What answers.
    pub config: AgentConfig,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

impl Agent {
    /// A reference for whatever the agent answers for.
    pub fn reference(&self) -> AgentRef {
        AgentRef { id: self.id, answers: self.config.target().is_some() }
    }

    /// This version, as the history keeps it; the storage adds its documents.
    pub fn snapshot(&self, author: &AgentAuthor) -> AgentVersion {
        AgentVersion {
            agent_id: self.id,
            tenant_id: self.tenant_id,
            version: self.version,
            name: self.name.clone(),
            has_api_key: self.config.api_key.is_some(),
            config: self.config.clone().without_secrets(),
            documents: Vec::new(),
            author: Some(author.clone()),
            created_at: self.updated_at,
        }
    }
}

/// A version of an agent. Never changes.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentVersion {
    /// The agent.
    pub agent_id: AgentId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Which version.
    pub version: i32,
    /// Name of the agent.
    pub name: String,
    /// What answered, without secrets.
    pub config: AgentConfig,
    /// Whether it had a key.
    pub has_api_key: bool,
    /// Its documents, by name.
    pub documents: Vec<DocumentRef>,
    /// Who made it; `None` for versions from before authors were kept.
    pub author: Option<AgentAuthor>,
    /// Creation time.
    pub created_at: Timestamp,
}

/// Who made a version of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentAuthor {
    /// The caller.
    pub principal: Principal,
    /// The caller's name at that time, for people.
    pub name: Option<String>,
}

impl AgentAuthor {
    /// The server itself, and its command line.
    pub const SYSTEM: Self = Self { principal: Principal::System, name: None };
}

/// A reference to an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentRef {
    /// The agent.
    pub id: AgentId,
    /// Whether it has a provider or an endpoint to send requests to.
    pub answers: bool,
}

#[cfg(test)]
mod tests {
    use super::{AgentConfig, AgentTarget, AgentTool, HttpTool, McpServer, ToolMethod};
    use crate::ids::ProviderId;
    use crate::provider::ProviderKind;
    use uuid::Uuid;

    #[test]
    fn a_provider_takes_precedence_over_an_endpoint() {
        let mut config = AgentConfig { timeout_ms: Some(5), ..AgentConfig::default() };
        assert_eq!(config.target(), None, "a time alone answers nothing");
        config.api_url = Some("http://a/v1".to_owned());
        let endpoint = AgentTarget::Endpoint { kind: ProviderKind::Openai, url: "http://a/v1" };
        assert_eq!(config.target(), Some(endpoint));
        let provider = ProviderId(Uuid::from_u128(7));
        config.provider_id = Some(provider);
        assert_eq!(config.target(), Some(AgentTarget::Provider(provider)));
    }

    #[test]
    fn a_snapshot_has_no_secrets() {
        let config = AgentConfig {
            api_key: Some("hidden-key".to_owned()),
            tools: vec![
                AgentTool::Http(HttpTool {
                    name: "look".to_owned(),
                    description: String::new(),
                    parameters: None,
                    url: "https://tools.example/look".to_owned(),
                    method: ToolMethod::Post,
                    headers: [("x-key".to_owned(), "hidden-header".to_owned())].into(),
                }),
                AgentTool::Mcp(McpServer {
                    url: "https://mcp.example".to_owned(),
                    token: Some("hidden-token".to_owned()),
                }),
            ],
            ..AgentConfig::default()
        };
        let text = serde_json::to_string(&config.without_secrets()).expect("plain data");
        assert!(text.contains("x-key") && !text.contains("hidden"), "{text}");
    }
}
