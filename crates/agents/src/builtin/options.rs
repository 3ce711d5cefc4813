//! The built-in agent's options, as they are in a provider's metadata.

use super::config::{BuiltInConfig, HttpTool, LoopLimits, McpSource, ModelApi};
use crate::endpoint::AgentEndpoint;
use crate::error::AgentError;
use omni_domain::agent::{self, AgentTool};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::time::Duration;

/// Unknown members are refused: a misspelt bound would be none.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Options {
    #[serde(default)]
    model_api: ModelApi,
    model: Option<String>,
    system: Option<String>,
    #[serde(default)]
    memory: Map<String, Value>,
    #[serde(default)]
    memory_keys: Vec<String>,
    #[serde(default)]
    tools: Vec<ToolOptions>,
    #[serde(default)]
    mcp_servers: Vec<McpOptions>,
    #[serde(default)]
    require_tools: bool,
    #[serde(default)]
    supports_images: bool,
    max_steps: Option<u32>,
    max_tokens: Option<u64>,
    max_step_tokens: Option<u64>,
    max_calls: Option<u32>,
    max_tool_bytes: Option<usize>,
    tool_timeout_ms: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ToolOptions {
    name: String,
    #[serde(default)]
    description: String,
    parameters: Option<Value>,
    url: String,
    #[serde(default)]
    method: Method,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

#[derive(Default, PartialEq, Eq, Deserialize)]
enum Method {
    #[serde(rename = "GET", alias = "get")]
    Get,
    #[default]
    #[serde(rename = "POST", alias = "post")]
    Post,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct McpOptions {
    url: String,
    token: Option<String>,
}

impl BuiltInConfig {
    /// From an endpoint whose options are `modelApi` (`openai` or `anthropic`), `model` (for where
    /// the endpoint names none), `system`, `memory` (an object: facts for every person),
    /// `memoryKeys` (what may be remembered of each person), `tools` (`{name, description,
    /// parameters, url, method, headers}`), `mcpServers` (`{url, token}`), `requireTools`,
    /// `supportsImages`, and the bounds `maxSteps`, `maxTokens`, `maxStepTokens`, `maxCalls`, `maxToolBytes` and `toolTimeoutMs`.
    pub fn from_endpoint(endpoint: &AgentEndpoint) -> Result<Self, AgentError> {
        let given = Value::Object(endpoint.options.clone());
        let options: Options =
            serde_path_to_error::deserialize(given).map_err(|error| refusal(&error))?;
        let limits = options.limits();
        let model = endpoint.agent_id.clone().filter(|model| !model.trim().is_empty());
        let mut built = Self {
            api: options.model_api,
            base_url: endpoint.base_url.clone(),
            api_key: endpoint.api_key.clone(),
            model: model.or(options.model).unwrap_or_default(),
            system: options.system.filter(|text| !text.trim().is_empty()),
            memory: options.memory.iter().map(|(key, value)| (key.clone(), text(value))).collect(),
            memory_keys: options.memory_keys,
            tools: options.tools.into_iter().map(HttpTool::from).collect(),
            mcp: options.mcp_servers.into_iter().map(McpSource::from).collect(),
            require_tools: options.require_tools,
            supports_images: options.supports_images,
            limits,
        };
        for tool in &endpoint.tools {
            match tool {
                AgentTool::Http(tool) => built.tools.push(HttpTool::from(tool.clone())),
                AgentTool::Mcp(server) => built.mcp.push(McpSource::from(server.clone())),
            }
        }
        Ok(built)
    }
}

impl Options {
    fn limits(&self) -> LoopLimits {
        let usual = LoopLimits::default();
        LoopLimits {
            max_steps: self.max_steps.unwrap_or(usual.max_steps),
            max_tokens: self.max_tokens.unwrap_or(usual.max_tokens),
            max_step_tokens: self.max_step_tokens.unwrap_or(usual.max_step_tokens),
            max_calls: self.max_calls.unwrap_or(usual.max_calls),
            max_tool_bytes: self.max_tool_bytes.unwrap_or(usual.max_tool_bytes),
            tool_timeout: self.tool_timeout_ms.map_or(usual.tool_timeout, Duration::from_millis),
        }
    }
}

/// Schema of arguments that may be anything.
fn any_arguments() -> Value {
    serde_json::json!({ "type": "object", "properties": {} })
}

impl From<ToolOptions> for HttpTool {
    fn from(tool: ToolOptions) -> Self {
        Self {
            name: tool.name,
            description: tool.description,
            parameters: tool.parameters.unwrap_or_else(any_arguments),
            url: tool.url,
            get: tool.method == Method::Get,
            headers: tool.headers.into_iter().collect(),
        }
    }
}

impl From<agent::HttpTool> for HttpTool {
    fn from(tool: agent::HttpTool) -> Self {
        Self {
            name: tool.name,
            description: tool.description,
            parameters: tool.parameters.unwrap_or_else(any_arguments),
            url: tool.url,
            get: tool.method == agent::ToolMethod::Get,
            headers: tool.headers.into_iter().collect(),
        }
    }
}

impl McpSource {
    /// An empty token is none.
    fn new(url: String, token: Option<String>) -> Self {
        Self { url, token: token.filter(|token| !token.trim().is_empty()) }
    }
}

impl From<McpOptions> for McpSource {
    fn from(source: McpOptions) -> Self {
        Self::new(source.url, source.token)
    }
}

impl From<agent::McpServer> for McpSource {
    fn from(server: agent::McpServer) -> Self {
        Self::new(server.url, server.token)
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Names the option. The message of serde quotes the value, which may be a secret.
fn refusal(error: &serde_path_to_error::Error<serde_json::Error>) -> AgentError {
    let message = error.inner().to_string();
    let message = if message.starts_with("unknown ") || message.starts_with("missing ") {
        message
    } else {
        "it has the wrong type".to_owned()
    };
    AgentError::Invalid(match error.path().to_string().as_str() {
        "." => format!("metadata: {message}"),
        path => format!("metadata.{path}: {message}"),
    })
}

#[cfg(test)]
mod tests {
    use super::{AgentEndpoint, AgentTool, BuiltInConfig};
    use omni_domain::agent::{HttpTool, McpServer, ToolMethod};
    use serde_json::{Value, json};

    fn read(options: Value) -> Result<BuiltInConfig, String> {
        read_with(options, Vec::new())
    }

    fn read_with(options: Value, tools: Vec<AgentTool>) -> Result<BuiltInConfig, String> {
        let Value::Object(options) = options else { panic!("an object") };
        let endpoint = AgentEndpoint {
            kind: "builtin".to_owned(),
            base_url: "http://h/v1".to_owned(),
            api_key: None,
            agent_id: None,
            options,
            tools,
        };
        let config = BuiltInConfig::from_endpoint(&endpoint).map_err(|error| error.to_string())?;
        config.check().map_err(|error| error.to_string()).map(|()| config)
    }

    #[test]
    fn options_become_an_agent() {
        let config = read(json!({
            "modelApi": "anthropic", "model": "m", "system": "Be kind.", "memory": { "shop": 7 },
            "memoryKeys": ["name"], "maxSteps": 3, "toolTimeoutMs": 500, "requireTools": true,
            "tools": [{ "name": "t", "url": "http://t/", "method": "GET", "headers": { "x-k": "s" } }],
            "mcpServers": [{ "url": "http://mcp/", "token": "s" }],
        }))
        .expect("an agent");
        assert_eq!(config.memory, [("shop".to_owned(), "7".to_owned())]);
        assert_eq!((config.limits.max_steps, config.limits.max_calls), (3, 16));
        assert!(config.tools[0].get && config.require_tools);
        let urls: Vec<&str> = config.urls().collect();
        assert_eq!(urls, ["http://h/v1", "http://t/", "http://mcp/"]);
    }

    #[test]
    fn tools_of_the_agent_join_those_of_its_provider() {
        let own = vec![
            AgentTool::Http(HttpTool {
                name: "own".to_owned(),
                description: String::new(),
                parameters: None,
                url: "http://own/".to_owned(),
                method: ToolMethod::Get,
                headers: [("x-k".to_owned(), "s".to_owned())].into(),
            }),
            AgentTool::Mcp(McpServer {
                url: "http://mcp/".to_owned(),
                token: Some(" ".to_owned()),
            }),
        ];
        let options = json!({ "model": "m", "tools": [{ "name": "t", "url": "http://t/" }] });
        let config = read_with(options, own.clone()).expect("an agent");
        let names: Vec<&str> = config.tools.iter().map(|tool| tool.name.as_str()).collect();
        assert_eq!(names, ["t", "own"]);
        assert!(config.tools[1].get && config.tools[1].headers.len() == 1);
        assert_eq!(config.mcp[0].token, None, "an empty token is none");
        let twice = json!({ "model": "m", "tools": [{ "name": "own", "url": "http://t/" }] });
        assert!(read_with(twice, own).is_err(), "names are unique among all");
    }

    #[test]
    fn what_is_wrong_is_named_without_quoting_it() {
        let tool = |more: Value| {
            let mut tool = json!({ "name": "t", "url": "http://t/" });
            tool.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
            json!({ "model": "m", "tools": [tool] })
        };
        let cases = [
            (json!({}), "model"),
            (json!({ "model": "m", "maxStep": 1 }), "unknown field `maxStep`"),
            (json!({ "model": "m", "modelApi": "other" }), "metadata.modelApi"),
            (json!({ "model": "m", "maxSteps": 0 }), "maxSteps"),
            (json!({ "model": "m", "toolTimeoutMs": 1 }), "toolTimeoutMs"),
            (json!({ "model": "m", "memoryKeys": ["a b"] }), "memoryKeys"),
            (
                json!({ "model": "m", "mcpServers": [{ "url": "x", "token": 77_123 }] }),
                "mcpServers[0]",
            ),
            (json!({ "model": "m", "mcpServers": [{ "url": "ftp://x" }] }), "http://"),
            (tool(json!({ "method": "PUT" })), "metadata.tools[0].method"),
            (tool(json!({ "name": "no spaces" })), "names"),
            (tool(json!({ "parameters": [] })), "JSON schema"),
            (tool(json!({ "headers": { "no spaces": "x" } })), "header"),
            (tool(json!({ "headers": { "x": 77_123 } })), "metadata.tools[0].headers"),
        ];
        for (options, named) in cases {
            let error = read(options.clone()).expect_err("refused");
            assert!(error.contains(named), "{options}: {error}");
            assert!(!error.contains("77123"), "{error}");
        }
    }
}
