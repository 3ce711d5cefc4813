//! Tools of the built-in agent, in requests and in responses alike: what is read can be sent back.

use omni_app::settings::MASK;
use omni_app::{Error, Field};
use omni_domain::agent::{AgentTool, HttpTool, McpServer, ToolMethod};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ToolKind {
    Http,
    Mcp,
}

/// A tool over HTTP, or a server of tools over MCP.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AgentToolBody {
    /// `http` is one tool, `mcp` all tools of a server.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "http")]
    kind: ToolKind,
    /// The address of the tool, or of the server's streamable HTTP endpoint.
    url: String,
    /// Name of an HTTP tool for the model: 1 to 64 letters, digits, `_` or `-`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Description of an HTTP tool for the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// JSON schema of an HTTP tool's arguments; absent, any object is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    parameters: Option<Value>,
    /// How an HTTP tool takes its arguments: `POST` as JSON (the default), `GET` as a query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "POST")]
    method: Option<ToolMethod>,
    /// Further headers of an HTTP tool. Their values are stored sealed and shown as `********`,
    /// which keeps the value of the same tool at the same address.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
    /// Bearer token of an MCP server, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl TryFrom<AgentToolBody> for AgentTool {
    type Error = Error;

    fn try_from(tool: AgentToolBody) -> Result<Self, Error> {
        let refused = |why: &'static str| Err(Error::invalid(Field::AgentTools, why));
        match tool.kind {
            ToolKind::Http if tool.token.is_some() => {
                refused("a tool over HTTP has headers; a token belongs to an MCP server")
            }
            ToolKind::Http => Ok(Self::Http(HttpTool {
                name: tool.name.unwrap_or_default(),
                description: tool.description.unwrap_or_default(),
                parameters: tool.parameters,
                url: tool.url,
                method: tool.method.unwrap_or(ToolMethod::Post),
                headers: tool.headers,
            })),
            ToolKind::Mcp
                if tool.name.is_some()
                    || tool.description.is_some()
                    || tool.parameters.is_some()
                    || tool.method.is_some()
                    || !tool.headers.is_empty() =>
            {
                refused("an MCP server has a url and a token, and nothing else")
            }
            ToolKind::Mcp => Ok(Self::Mcp(McpServer { url: tool.url, token: tool.token })),
        }
    }
}

impl From<AgentTool> for AgentToolBody {
    /// Of a tool without its secrets: headers of versions are empty, and those of agents masked.
    fn from(tool: AgentTool) -> Self {
        match tool {
            AgentTool::Http(tool) => Self {
                kind: ToolKind::Http,
                url: tool.url,
                name: Some(tool.name),
                description: Some(tool.description),
                parameters: tool.parameters,
                method: Some(tool.method),
                headers: tool.headers.into_keys().map(|name| (name, MASK.to_owned())).collect(),
                token: None,
            },
            AgentTool::Mcp(server) => Self {
                kind: ToolKind::Mcp,
                url: server.url,
                name: None,
                description: None,
                parameters: None,
                method: None,
                headers: BTreeMap::new(),
                token: server.token.map(|_| MASK.to_owned()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AgentToolBody;
    use omni_domain::agent::AgentTool;
    use serde_json::{Value, json};

    fn read(body: Value) -> Result<AgentTool, String> {
        let body: AgentToolBody =
            serde_json::from_value(body).map_err(|error| error.to_string())?;
        AgentTool::try_from(body).map_err(|error| error.to_string())
    }

    #[test]
    fn a_tool_is_read_and_shown_without_its_secrets() {
        let http = json!({
            "type": "http", "url": "https://t.example/look", "name": "look",
            "headers": { "x-key": "hidden" },
        });
        let shown = AgentToolBody::from(read(http).expect("a tool"));
        let shown = serde_json::to_value(shown).expect("JSON");
        let expected = json!({
            "type": "http", "url": "https://t.example/look", "name": "look", "description": "",
            "method": "POST", "headers": { "x-key": "********" },
        });
        assert_eq!(shown, expected);
        let mcp = json!({ "type": "mcp", "url": "https://m.example/mcp", "token": "hidden" });
        let shown = serde_json::to_value(AgentToolBody::from(read(mcp).expect("a server")));
        let expected =
            json!({ "type": "mcp", "url": "https://m.example/mcp", "token": "********" });
        assert_eq!(shown.expect("JSON"), expected);
        for (body, why) in [
            (json!({ "type": "http", "url": "https://t.example", "token": "x" }), "MCP"),
            (json!({ "type": "mcp", "url": "https://m.example", "name": "x" }), "nothing else"),
            (json!({ "type": "ftp", "url": "ftp://m.example" }), "unknown variant"),
            (json!({ "type": "mcp", "url": "https://m.example", "secret": "x" }), "unknown field"),
        ] {
            let refused = read(body.clone()).expect_err("refused");
            assert!(refused.contains(why), "{body}: {refused}");
        }
    }
}
