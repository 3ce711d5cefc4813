//! The protocol over the real application, as clients use it.

mod actions;
mod groups;
mod heads;
mod install;
mod protocol;
mod recorded_events;
mod support;
mod switch;
mod tools;

use axum::body::Body;
use axum::http::{Method, Request};
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};

/// Sends a message of the protocol as this key.
pub(crate) async fn rpc_as(
    app: &TestApp,
    key: Option<&str>,
    method: &str,
    params: Value,
) -> Answer {
    let body = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
    let mut request = Request::builder()
        .method(Method::POST)
        .uri("/mcp")
        .header("host", "127.0.0.1")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    app.raw(request.body(Body::from(body.to_string())).expect("a request")).await
}

pub(crate) async fn rpc(app: &TestApp, method: &str, params: Value) -> Value {
    let answer = rpc_as(app, Some(&app.key), method, params).await;
    assert_eq!(answer.status.as_u16(), 200, "{method}: {}", answer.body);
    assert_eq!(answer.body["id"], 7, "{}", answer.body);
    answer.body["result"].clone()
}

/// Calls a tool as this key: its structured content, or the text of its error.
pub(crate) async fn call_as(
    app: &TestApp,
    key: &str,
    tool: &str,
    arguments: Value,
) -> Result<Value, String> {
    let params = json!({ "name": tool, "arguments": arguments });
    let answer = rpc_as(app, Some(key), "tools/call", params).await;
    assert_eq!(answer.status.as_u16(), 200, "{tool}: {}", answer.body);
    let result = &answer.body["result"];
    assert!(result.is_object(), "{tool}: {}", answer.body);
    let text = result["content"][0]["text"].as_str().expect("a text").to_owned();
    if result["isError"] == true { Err(text) } else { Ok(result["structuredContent"].clone()) }
}

pub(crate) async fn call(app: &TestApp, tool: &str, arguments: Value) -> Result<Value, String> {
    call_as(app, &app.key, tool, arguments).await
}
