use crate::rpc_as;
use crate::support::test_app;
use axum::http::{Method, StatusCode};
use omni_testing::TestApp;
use serde_json::{Value, json};

async fn post(app: &TestApp, path: &str, body: Option<Value>) -> omni_testing::Answer {
    app.call(Method::POST, &format!("/api/v2/mcp/{path}"), body).await
}

/// Sends a request to the listener itself, over a socket.
async fn list_tools(url: &str, key: &str) -> reqwest::Result<u16> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {} });
    let request = client.post(url).header("x-api-key", key);
    let request = request.header("accept", "application/json, text/event-stream");
    Ok(request.json(&message).send().await?.status().as_u16())
}

#[tokio::test]
async fn it_listens_on_a_port_of_its_own_until_it_is_stopped() {
    let app = test_app().await;
    let before = app.get("/api/v2/mcp/status").await;
    assert_eq!(before.body["running"], true);
    assert_eq!(before.body["stdioAvailable"], true);
    let names: Vec<&str> = before.body["clients"]
        .as_array()
        .expect("clients")
        .iter()
        .filter_map(|client| client["name"].as_str())
        .collect();
    assert_eq!(names, ["claude-code", "cursor"]);

    let started = post(&app, "start", Some(json!({ "port": 0, "host": "127.0.0.1" }))).await;
    assert_eq!(started.status, StatusCode::OK, "{}", started.body);
    assert_eq!(started.body["success"], true);
    let url = started.body["httpUrl"].as_str().expect("an address").to_owned();
    assert_eq!(list_tools(&url, &app.key).await.expect("an answer"), 200);
    assert_eq!(list_tools(&url, "omni_sk_wrong").await.expect("an answer"), 401);
    let status = app.get("/api/v2/mcp/status").await;
    assert_eq!(status.body["port"], started.body["port"]);
    assert_eq!(status.body["httpUrl"], url.as_str());

    let again = post(&app, "start", Some(json!({ "port": 0, "host": "127.0.0.1" }))).await;
    assert_eq!(again.body["port"], started.body["port"], "the same listener");
    let port = started.body["port"].as_u64().expect("a port");
    let other = post(&app, "start", Some(json!({ "port": port, "host": "127.0.0.1" }))).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.body);

    let stopped = post(&app, "stop", None).await;
    assert!(stopped.body["stoppedAt"].is_string(), "{}", stopped.body);
    assert!(list_tools(&url, &app.key).await.is_err(), "nothing listens");
    let refused = rpc_as(&app, Some(&app.key), "tools/list", json!({})).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.body);
    let status = app.get("/api/v2/mcp/status").await;
    assert_eq!(status.body["running"], false);
    assert!(status.body["port"].is_null());

    let back = post(&app, "start", Some(json!({ "port": port, "host": "127.0.0.1" }))).await;
    assert_eq!(back.body["port"], port, "{}", back.body);
    let answered = rpc_as(&app, Some(&app.key), "tools/list", json!({})).await;
    assert_eq!(answered.status, StatusCode::OK);
    post(&app, "stop", None).await;
    app.stop().await;
}

#[tokio::test]
async fn a_port_in_use_and_nonsense_are_refused() {
    let app = test_app().await;
    let holder = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = holder.local_addr().expect("an address").port();
    let taken = post(&app, "start", Some(json!({ "port": port, "host": "127.0.0.1" }))).await;
    assert_eq!(taken.status, StatusCode::CONFLICT, "{}", taken.body);
    for body in [json!({ "port": 70_000 }), json!({ "host": "example.com" }), json!({ "x": 1 })] {
        let refused = post(&app, "start", Some(body)).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    }
    app.stop().await;
}
