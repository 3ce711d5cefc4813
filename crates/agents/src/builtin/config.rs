//! The configuration of a built-in agent.

use crate::error::AgentError;
use reqwest::header::HeaderName;
use serde::Deserialize;
use serde_json::Value;
use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

/// Tools of one agent, its MCP servers' included; models choose badly among more.
pub(crate) const MAX_TOOLS: usize = 128;
/// MCP servers of one agent; each is connected before each answer.
const MAX_SERVERS: usize = 16;
/// Things remembered of a person.
const MAX_MEMORY_KEYS: usize = 32;

/// The API of the model's server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelApi {
    /// `POST {base}/chat/completions`.
    #[default]
    OpenAi,
    /// `POST {base}/v1/messages`.
    Anthropic,
}

/// Bounds of one answer. Its time is bounded by the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoopLimits {
    /// How often the model is requested; at least 1.
    pub max_steps: u32,
    /// Tokens of all steps together, input and output.
    pub max_tokens: u64,
    /// Tokens that the model may produce in one step.
    pub max_step_tokens: u64,
    /// Number of tool calls.
    pub max_calls: u32,
    /// Bytes of all tools' results together. A longer result is cut, with a note for the model.
    pub max_tool_bytes: usize,
    /// Time limit of one tool call.
    pub tool_timeout: Duration,
}

impl Default for LoopLimits {
    fn default() -> Self {
        Self {
            max_steps: 8,
            max_tokens: 100_000,
            max_step_tokens: 4096,
            max_calls: 16,
            max_tool_bytes: 256 * 1024,
            tool_timeout: Duration::from_secs(20),
        }
    }
}

/// A tool that is called over HTTP.
#[derive(Clone)]
pub struct HttpTool {
    /// 1 to 64 letters, digits, `_` or `-`.
    pub name: String,
    /// Description for the model.
    pub description: String,
    /// JSON schema of the arguments, an object.
    pub parameters: Value,
    /// Its address.
    pub url: String,
    /// Sends arguments as a query with `GET` instead of as JSON with `POST`.
    pub get: bool,
    /// Further headers; they may hold secrets.
    pub headers: Vec<(String, String)>,
}

impl fmt::Debug for HttpTool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTool").field("name", &self.name).finish_non_exhaustive()
    }
}

/// An MCP server whose tools the model may call.
#[derive(Clone)]
pub struct McpSource {
    /// The address of its streamable HTTP endpoint.
    pub url: String,
    /// Bearer token, if it requires one.
    pub token: Option<String>,
}

impl fmt::Debug for McpSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("McpSource")
            .field("has_token", &self.token.is_some())
            .finish_non_exhaustive()
    }
}

/// A built-in agent.
#[derive(Clone)]
pub struct BuiltInConfig {
    /// The API of the model's server.
    pub api: ModelApi,
    /// Base address; the API's paths are appended.
    pub base_url: String,
    /// Its key, if it requires one.
    pub api_key: Option<String>,
    /// Which model.
    pub model: String,
    /// System prompt; the request's prompt follows it.
    pub system: Option<String>,
    /// Facts for every person, by key. The model reads them below the prompt.
    pub memory: Vec<(String, String)>,
    /// What may be remembered of each person: the model is given the values, and may change them
    /// with a tool.
    pub memory_keys: Vec<String>,
    /// Tools over HTTP.
    pub tools: Vec<HttpTool>,
    /// Tools over MCP.
    pub mcp: Vec<McpSource>,
    /// A tool server that cannot be reached is an error; otherwise the model is asked without its
    /// tools.
    pub require_tools: bool,
    /// The model accepts images.
    pub supports_images: bool,
    /// Bounds of one answer.
    pub limits: LoopLimits,
}

impl fmt::Debug for BuiltInConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BuiltInConfig")
            .field("api", &self.api)
            .field("model", &self.model)
            .field("tools", &self.tools)
            .field("mcp", &self.mcp)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl BuiltInConfig {
    /// Every address that an answer may call: the model's, the tools' and the MCP servers'. The
    /// caller checks them against its rules; an HTTP client whose resolver refuses private
    /// addresses does not see those that are written as numbers.
    pub fn urls(&self) -> impl Iterator<Item = &str> {
        let tools = self.tools.iter().map(|tool| tool.url.as_str());
        let servers = self.mcp.iter().map(|source| source.url.as_str());
        std::iter::once(self.base_url.as_str()).chain(tools).chain(servers)
    }

    pub(super) fn check(&self) -> Result<(), AgentError> {
        if self.model.trim().is_empty() {
            return Err(AgentError::Invalid("the built-in agent needs a model".to_owned()));
        }
        self.check_options()
    }

    /// Checks everything but the model, which may be named later.
    pub fn check_options(&self) -> Result<(), AgentError> {
        crate::address::base_url(&self.base_url)?;
        if self.tools.len() > MAX_TOOLS {
            return Err(invalid("tools are too many"));
        }
        if self.mcp.len() > MAX_SERVERS {
            return Err(invalid("mcpServers are too many"));
        }
        if self.memory_keys.len() > MAX_MEMORY_KEYS
            || !self.memory_keys.iter().all(|key| is_tool_name(key))
        {
            return Err(invalid(
                "memoryKeys are 32 at most, of 1 to 64 letters, digits, `_` and `-`",
            ));
        }
        self.limits.check()?;
        for (index, tool) in self.tools.iter().enumerate() {
            if !is_tool_name(&tool.name) {
                return Err(invalid("tools need names of 1 to 64 letters, digits, `_` and `-`"));
            }
            if !tool.parameters.is_object() {
                return Err(invalid("tools need a JSON schema, an object, as their parameters"));
            }
            if self.tools[..index].iter().any(|other| other.name == tool.name) {
                return Err(invalid("tools need different names"));
            }
            if tool.headers.iter().any(|(name, _)| HeaderName::try_from(name).is_err()) {
                return Err(invalid("tools have a header whose name is none of HTTP's"));
            }
            crate::address::base_url(&tool.url)?;
        }
        self.mcp.iter().try_for_each(|source| crate::address::base_url(&source.url).map(drop))
    }

    /// The model's system prompt; `remembered` of this person.
    pub(super) fn system(
        &self,
        prompt: Option<String>,
        remembered: &[(String, String)],
    ) -> Option<String> {
        let known = self.memory.iter().chain(remembered);
        let memory: Vec<String> = known.map(|(key, value)| format!("- {key}: {value}")).collect();
        let memory =
            (!memory.is_empty()).then(|| format!("What you remember:\n{}", memory.join("\n")));
        let parts: Vec<String> =
            [self.system.clone(), prompt, memory].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }
}

impl LoopLimits {
    fn check(&self) -> Result<(), AgentError> {
        let millis = u64::try_from(self.tool_timeout.as_millis()).unwrap_or(u64::MAX);
        within("maxSteps", self.max_steps.into(), &(1..=64))?;
        within("maxTokens", self.max_tokens, &(1..=10_000_000))?;
        within("maxStepTokens", self.max_step_tokens, &(1..=1_000_000))?;
        within("maxCalls", self.max_calls.into(), &(0..=256))?;
        within("maxToolBytes", self.max_tool_bytes as u64, &(1..=4 * 1024 * 1024))?;
        within("toolTimeoutMs", millis, &(100..=300_000))
    }
}

fn within(name: &str, value: u64, allowed: &RangeInclusive<u64>) -> Result<(), AgentError> {
    if allowed.contains(&value) {
        return Ok(());
    }
    Err(invalid(&format!("{name} is a number from {} to {}", allowed.start(), allowed.end())))
}

/// Names that every model's API accepts.
pub(super) fn is_tool_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

fn invalid(why: &str) -> AgentError {
    AgentError::Invalid(format!("the built-in agent's {why}"))
}
