//! Tools for agents: `POST /call/{name}` for plain HTTP, and `/mcp` for the Model Context Protocol
//! over streamable HTTP with JSON answers and without sessions.
//!
//! `add` adds `a` and `b`, `echo` returns its `text`, `long` answers with `length` letters,
//! `fail` fails, `slow` answers after `millis`.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::host::Host;
use crate::script::{Received, RequiredKey, bearer};

/// The supported version of the protocol.
const MCP_VERSION: &str = "2025-06-18";

/// One call of a tool.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The tool.
    pub name: String,
    /// Its arguments.
    pub arguments: Value,
    /// Bearer token of the request.
    pub token: Option<String>,
}

/// Running tools; they stop when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Tools {
    host: Arc<Host>,
    server: Arc<Server>,
}

#[derive(Debug, Default)]
struct Server {
    key: RequiredKey,
    calls: Received<Call>,
}

impl Tools {
    /// Starts them on a port of the loopback; 0 lets the system choose.
    pub async fn start(port: u16) -> anyhow::Result<Self> {
        let server = Arc::new(Server::default());
        let routes = Router::new()
            .route("/call/{name}", post(plain))
            .route("/mcp", post(mcp))
            .with_state(Arc::clone(&server));
        let host = Arc::new(Host::start("the tools", port, routes).await?);
        Ok(Self { host, server })
    }

    /// The URL of a tool over plain HTTP.
    pub fn http_url(&self, name: &str) -> String {
        format!("{}/call/{name}", self.host.url())
    }

    /// The URL of the tools over MCP.
    pub fn mcp_url(&self) -> String {
        format!("{}/mcp", self.host.url())
    }

    /// From now on requests need this bearer token.
    pub fn require_key(&self, key: &str) {
        self.server.key.require(key);
    }

    /// All calls so far, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.server.calls.all()
    }
}

impl Server {
    async fn call(
        &self,
        name: &str,
        arguments: Value,
        token: Option<String>,
    ) -> Result<String, String> {
        let number = |field: &str| arguments[field].as_f64().unwrap_or_default();
        let result = match name {
            "add" => Ok((number("a") + number("b")).to_string()),
            "echo" => Ok(arguments["text"].as_str().unwrap_or_default().to_owned()),
            "long" => {
                let length = arguments["length"].as_u64().unwrap_or(1).min(1 << 24);
                Ok("x".repeat(usize::try_from(length).unwrap_or(1)))
            }
            "slow" => {
                let millis = arguments["millis"].as_u64().unwrap_or(1000);
                tokio::time::sleep(Duration::from_millis(millis)).await;
                Ok("done".to_owned())
            }
            "fail" => Err("the tool is broken".to_owned()),
            other => Err(format!("there is no tool `{other}`")),
        };
        self.calls.record(Call { name: name.to_owned(), arguments, token });
        result
    }
}

async fn plain(
    State(server): State<Arc<Server>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    Json(arguments): Json<Value>,
) -> Response {
    let token = bearer(&headers);
    if !server.key.accepts(token.as_deref()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match server.call(&name, arguments, token).await {
        Ok(text) => Json(json!({ "result": text })).into_response(),
        Err(why) => {
            (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": why }))).into_response()
        }
    }
}

async fn mcp(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    Json(message): Json<Value>,
) -> Response {
    let token = bearer(&headers);
    if !server.key.accepts(token.as_deref()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    // Notifications have no id and no answer.
    if message.get("id").is_none() {
        return StatusCode::ACCEPTED.into_response();
    }
    let params = &message["params"];
    let result = match message["method"].as_str().unwrap_or_default() {
        "initialize" => Ok(json!({
            "protocolVersion": MCP_VERSION,
            "capabilities": { "tools": {} },
            "serverInfo": { "name": "sandbox-tools", "version": "1" },
        })),
        "ping" => Ok(json!({})),
        "tools/list" => Ok(catalogue()),
        "tools/call" => {
            let name = params["name"].as_str().unwrap_or_default();
            let called = server.call(name, params["arguments"].clone(), token).await;
            let failed = called.is_err();
            let text = called.unwrap_or_else(|why| why);
            Ok(json!({ "content": [{ "type": "text", "text": text }], "isError": failed }))
        }
        other => Err(json!({ "code": -32601, "message": format!("no method {other}") })),
    };
    let mut answer = json!({ "jsonrpc": "2.0", "id": message["id"] });
    match result {
        Ok(result) => answer["result"] = result,
        Err(error) => answer["error"] = error,
    }
    Json(answer).into_response()
}

fn catalogue() -> Value {
    let tool = |name: &str, description: &str, properties: Value| {
        json!({
            "name": name, "description": description,
            "inputSchema": { "type": "object", "properties": properties },
        })
    };
    json!({ "tools": [
        tool("add", "Adds two numbers", json!({ "a": { "type": "number" }, "b": { "type": "number" } })),
        tool("echo", "Returns a text", json!({ "text": { "type": "string" } })),
        tool("long", "Returns a long text", json!({ "length": { "type": "integer" } })),
        tool("slow", "Answers after a pause", json!({ "millis": { "type": "integer" } })),
        tool("fail", "Fails", json!({})),
    ] })
}
