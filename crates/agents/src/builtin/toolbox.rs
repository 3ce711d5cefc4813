//! All tools of an agent, from every source.

use super::config::{BuiltInConfig, HttpTool, MAX_TOOLS, is_tool_name};
use super::mcp::McpTools;
use super::{http_tool, memory};
use crate::error::AgentError;
use crate::question::without_nul;
use crate::request::CalledTool;
use rig_core::completion::ToolDefinition;
use rig_core::message::{ToolCall, ToolName, ToolResult, ToolResultContent};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use url::Url;

/// Note for the model, appended to a result that was cut.
const CUT: &str = "\n[the rest was cut]";

#[derive(Debug)]
pub(super) struct Toolbox {
    http: reqwest::Client,
    http_tools: Vec<HttpTool>,
    servers: Vec<McpTools>,
    pub(super) specs: Vec<ToolDefinition>,
    /// The source of each tool in `specs`, by its index.
    sources: Vec<ToolSource>,
    bytes_left: usize,
    timeout: Duration,
    memory_keys: Vec<String>,
    /// The facts that the model reports of the person.
    pub(super) facts: BTreeMap<String, String>,
    /// Addresses of MCP servers that are unreachable.
    pub(super) unreachable: Vec<String>,
    /// The tools that the model called. The loop bounds their number.
    pub(super) called: Vec<CalledTool>,
}

/// A tool, before it is checked whether it can be offered.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    pub(super) name: String,
    /// Description for the model.
    pub(super) description: String,
    /// JSON schema of the arguments.
    pub(super) parameters: Value,
}

#[derive(Debug, Clone, Copy)]
enum ToolSource {
    Memory,
    Http(usize),
    Mcp(usize),
}

impl Toolbox {
    /// Connects to the MCP servers. An unreachable one is an error only if the agent requires its
    /// tools.
    pub(super) async fn open(
        http: &reqwest::Client,
        config: &BuiltInConfig,
    ) -> Result<Self, AgentError> {
        let limit = config.limits.tool_timeout;
        let opened = config.mcp.iter().map(|source| McpTools::open(http, source, limit));
        let opened = futures::future::join_all(opened).await;
        let (mut servers, mut unreachable) = (Vec::new(), Vec::new());
        for (source, server) in config.mcp.iter().zip(opened) {
            match server {
                Some(server) => servers.push(server),
                None => unreachable.push(shown(&source.url)),
            }
        }
        if config.require_tools && !unreachable.is_empty() {
            let named = format!("tool server {}", unreachable.join(", "));
            return Err(AgentError::Unreachable(named));
        }
        let mut toolbox = Self {
            http: http.clone(),
            http_tools: config.tools.clone(),
            servers: Vec::new(),
            specs: Vec::new(),
            sources: Vec::new(),
            bytes_left: config.limits.max_tool_bytes,
            timeout: config.limits.tool_timeout,
            memory_keys: config.memory_keys.clone(),
            facts: BTreeMap::new(),
            unreachable,
            called: Vec::new(),
        };
        if !config.memory_keys.is_empty() {
            toolbox.add(memory::spec(&config.memory_keys), ToolSource::Memory);
        }
        for (index, tool) in config.tools.iter().enumerate() {
            let spec = Spec {
                name: tool.name.clone(),
                description: tool.description.clone(),
                parameters: tool.parameters.clone(),
            };
            toolbox.add(spec, ToolSource::Http(index));
        }
        for (index, server) in servers.iter().enumerate() {
            for spec in &server.specs {
                toolbox.add(spec.clone(), ToolSource::Mcp(index));
            }
        }
        toolbox.servers = servers;
        Ok(toolbox)
    }

    /// The first tool of a name is the one that is called.
    fn add(&mut self, spec: Spec, source: ToolSource) {
        let known = self.specs.iter().any(|other| other.name == spec.name);
        if known || self.specs.len() >= MAX_TOOLS || !is_tool_name(&spec.name) {
            return;
        }
        let Ok(name) = ToolName::new(spec.name) else { return };
        self.specs.push(ToolDefinition::new(name, spec.description, spec.parameters));
        self.sources.push(source);
    }

    /// Calls a tool. A failure is reported to the model, which can try something else.
    pub(super) async fn call(&mut self, call: &ToolCall) -> ToolResult {
        let began = Instant::now();
        let called = tokio::time::timeout(self.timeout, self.run(call)).await;
        let result = called.unwrap_or_else(|_| Err("the tool took too long".to_owned()));
        let failed = result.is_err();
        let name = without_nul(call.function.name.as_str());
        self.called.push(CalledTool { name, failed, latency: began.elapsed() });
        let (text, cut) = result.unwrap_or_else(|why| (why, false));
        let content = vec![ToolResultContent::text(self.take(text, cut))];
        if failed { call.error_result(content) } else { call.result(content) }
    }

    async fn run(&mut self, call: &ToolCall) -> Result<(String, bool), String> {
        let wanted = &call.function;
        let found = self.specs.iter().position(|spec| spec.name == wanted.name);
        let index = found.ok_or_else(|| "there is no tool of this name".to_owned())?;
        if wanted.invalid_arguments.is_some() {
            return Err("the arguments are not an object".to_owned());
        }
        let arguments = &wanted.arguments;
        check(&self.specs[index].parameters, arguments)?;
        match self.sources[index] {
            ToolSource::Memory => {
                let (key, value) = memory::read(arguments, &self.memory_keys)?;
                self.facts.insert(key, value);
                Ok(("noted".to_owned(), false))
            }
            ToolSource::Http(index) => {
                let tool = &self.http_tools[index];
                let (body, cut) =
                    http_tool::call(&self.http, tool, arguments, self.bytes_left).await?;
                Ok((String::from_utf8_lossy(&body).into_owned(), cut))
            }
            ToolSource::Mcp(index) => {
                let text = self.servers[index].call(&wanted.name, arguments).await?;
                Ok((text, false))
            }
        }
    }

    /// Cuts a result to the rest of the bound on all results.
    fn take(&mut self, mut text: String, cut: bool) -> String {
        let fits = text.len() <= self.bytes_left;
        if !fits {
            let end = text.floor_char_boundary(self.bytes_left);
            text.truncate(end);
        }
        self.bytes_left -= text.len();
        if cut || !fits {
            text.push_str(CUT);
        }
        without_nul(&text)
    }
}

/// An address without the parts that may hold secrets: user, query and fragment.
fn shown(url: &str) -> String {
    let Ok(mut url) = Url::parse(url.trim()) else { return "at an invalid address".to_owned() };
    // Fails only for addresses without a host, which have no user either.
    let _ = (url.set_username(""), url.set_password(None));
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

/// Checks the most frequent faults of models: members that are missing or of another type. The
/// tool itself checks the rest.
fn check(schema: &Value, arguments: &Map<String, Value>) -> Result<(), String> {
    let required = schema["required"].as_array().into_iter().flatten();
    for name in required.filter_map(Value::as_str) {
        if !arguments.contains_key(name) {
            return Err(format!("the argument `{name}` is missing"));
        }
    }
    for (name, value) in arguments {
        let wanted = schema["properties"][name.as_str()]["type"].as_str();
        let right = match wanted {
            Some("string") => value.is_string(),
            Some("number") => value.is_number(),
            Some("integer") => {
                value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|n| n.fract() == 0.0)
            }
            Some("boolean") => value.is_boolean(),
            Some("array") => value.is_array(),
            Some("object") => value.is_object(),
            _ => true,
        };
        if !right {
            return Err(format!("the argument `{name}` must be a {}", wanted.unwrap_or_default()));
        }
    }
    Ok(())
}
