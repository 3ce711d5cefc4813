//! Which agents a provider has, and whether it is reachable: what can be requested without
//! starting a conversation, and without costs.

mod agno;
mod custom;
mod listing;

use crate::address::{base_url, bearer, below, key_header};
use crate::error::AgentError;
use crate::{client::AgentHealth, http, options, run};
use omni_domain::provider::ProviderKind;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName};
use reqwest::{Method, Response};
use std::fmt;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use url::Url;

/// A list of agents is read up to this size, with this many entries.
const MAX_BYTES: usize = 4 * 1024 * 1024;
const MAX_ENTRIES: usize = 1000;

/// The address of a provider and its protocol.
#[derive(Clone)]
pub struct ProviderAddress {
    /// Its protocol.
    pub kind: ProviderKind,
    /// The base URL, below which the protocol's paths are.
    pub base_url: String,
    /// Its key, if it requires one.
    pub api_key: Option<String>,
    /// Options of the protocol. `custom` has `healthPath`, `agentsPath`, `authType` (`bearer`,
    /// `api-key`, `custom` or `none`) and `authHeader` (`Name: value with {{apiKey}}`).
    pub options: serde_json::Map<String, serde_json::Value>,
}

impl fmt::Debug for ProviderAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderAddress")
            .field("kind", &self.kind)
            .field("has_key", &self.api_key.is_some())
            .finish_non_exhaustive()
    }
}

impl ProviderAddress {
    /// The protocol at this address: behind the built-in agent's address is its model.
    fn protocol(&self) -> ProviderKind {
        match (self.kind, options::text(&self.options, "modelApi")) {
            (ProviderKind::Builtin, Some("anthropic")) => ProviderKind::Anthropic,
            (ProviderKind::Builtin, _) => ProviderKind::Openai,
            (kind, _) => kind,
        }
    }
}

/// An agent (or model) of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentEntry {
    /// The value of an instance's `agent.agentId`.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Its description, if the provider has one.
    pub description: Option<String>,
    /// `agent`, `team`, `workflow` or `model`.
    pub entry_type: &'static str,
}

/// Sends requests to providers. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AgentDirectory {
    http: reqwest::Client,
}

impl AgentDirectory {
    /// All requests use this HTTP client; it decides which addresses may be reached.
    pub const fn new(http: reqwest::Client) -> Self {
        Self { http }
    }

    /// Whether the provider answers, and how fast.
    pub async fn health(
        &self,
        address: &ProviderAddress,
        timeout: Duration,
    ) -> Result<AgentHealth, AgentError> {
        let started = Instant::now();
        let asked = self.ask_health(address);
        run::bounded(timeout, &CancellationToken::new(), asked).await?;
        Ok(AgentHealth { latency: started.elapsed() })
    }

    /// The provider's agents. A webhook has none.
    pub async fn agents(
        &self,
        address: &ProviderAddress,
        timeout: Duration,
    ) -> Result<Vec<AgentEntry>, AgentError> {
        let asked = self.ask_agents(address);
        let mut entries = run::bounded(timeout, &CancellationToken::new(), asked).await?;
        entries.truncate(MAX_ENTRIES);
        Ok(entries)
    }

    pub(crate) async fn ask_health(&self, address: &ProviderAddress) -> Result<(), AgentError> {
        match address.protocol() {
            ProviderKind::Agno => agno::health(self, address).await,
            ProviderKind::AgentApi => self.get(address, &["health"]).await.map(drop),
            ProviderKind::Custom => custom::health(self, address).await,
            // A server that has no such list was reached all the same.
            ProviderKind::Openai => {
                tolerate(self.get(address, &["models"]).await, &[404, 405, 501])
            }
            ProviderKind::Anthropic | ProviderKind::Builtin => {
                self.get(address, &["v1", "models"]).await.map(drop)
            }
            ProviderKind::Webhook => {
                let url = base_url(&address.base_url)?;
                tolerate(self.send(address, Method::HEAD, url).await, &[405, 501])
            }
        }
    }

    async fn ask_agents(&self, address: &ProviderAddress) -> Result<Vec<AgentEntry>, AgentError> {
        match address.protocol() {
            ProviderKind::Agno => agno::agents(self, address).await,
            ProviderKind::AgentApi => {
                let answer = self.get(address, &["api", "v1", "agent", "list"]).await?;
                listing::entries(&read(answer).await?, "agent")
            }
            ProviderKind::Custom => custom::agents(self, address).await,
            ProviderKind::Openai => {
                let answer = self.get(address, &["models"]).await?;
                listing::entries(&read(answer).await?, "model")
            }
            ProviderKind::Anthropic | ProviderKind::Builtin => {
                let answer = self.get(address, &["v1", "models"]).await?;
                listing::entries(&read(answer).await?, "model")
            }
            ProviderKind::Webhook => Ok(Vec::new()),
        }
    }

    async fn get(&self, address: &ProviderAddress, path: &[&str]) -> Result<Response, AgentError> {
        let url = below(&base_url(&address.base_url)?, path)?;
        self.send(address, Method::GET, url).await
    }

    async fn send(
        &self,
        address: &ProviderAddress,
        method: Method,
        url: Url,
    ) -> Result<Response, AgentError> {
        let headers = credentials(address)?;
        let call = self.http.request(method, url).headers(headers);
        http::sent(call).await
    }
}

fn credentials(address: &ProviderAddress) -> Result<HeaderMap, AgentError> {
    let mut headers = HeaderMap::new();
    let protocol = address.protocol();
    if protocol == ProviderKind::Anthropic {
        let version = reqwest::header::HeaderValue::from_static(crate::anthropic::VERSION);
        headers.insert(HeaderName::from_static("anthropic-version"), version);
    }
    let Some(key) = address.api_key.as_deref() else { return Ok(headers) };
    match protocol {
        ProviderKind::Agno | ProviderKind::Openai | ProviderKind::Webhook => {
            headers.insert(AUTHORIZATION, bearer(key)?);
        }
        ProviderKind::AgentApi | ProviderKind::Anthropic | ProviderKind::Builtin => {
            headers.insert(HeaderName::from_static("x-api-key"), key_header(key)?);
        }
        ProviderKind::Custom => options::authorize(&address.options, key, &mut headers)?,
    }
    Ok(headers)
}

async fn read(response: Response) -> Result<Vec<u8>, AgentError> {
    http::read(response, MAX_BYTES).await
}

fn tolerate(answer: Result<Response, AgentError>, statuses: &[u16]) -> Result<(), AgentError> {
    match answer {
        Ok(_) => Ok(()),
        Err(AgentError::Status { status, .. }) if statuses.contains(&status) => Ok(()),
        Err(error) => Err(error),
    }
}
