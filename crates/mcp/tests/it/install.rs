use crate::support::test_app_with;
use axum::http::{Method, StatusCode};
use omni_app::AppConfig;
use omni_app::mcp::McpConfig;
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

async fn app_at(home: &Path) -> TestApp {
    let mcp = McpConfig { home: Some(home.to_owned()), ..McpConfig::default() };
    let config = AppConfig { mcp, ..AppConfig::default() };
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let body = json!({ "port": 0, "host": "127.0.0.1" });
    let started = app.post("/api/v2/mcp/start", body).await;
    assert_eq!(started.status, StatusCode::OK, "{}", started.body);
    app
}

async fn install(app: &TestApp, body: Value) -> Answer {
    app.post("/api/v2/mcp/install", body).await
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON")
}

#[tokio::test]
async fn clients_are_configured_and_what_they_had_is_kept() {
    let home = tempfile::tempdir().expect("a folder");
    let home = home.path().canonicalize().expect("a path");
    let app = app_at(&home).await;
    let claude = home.join(".claude.json");
    fs::write(&claude, json!({ "theme": "dark", "mcpServers": { "x": {} } }).to_string())
        .expect("written");

    let done = install(&app, json!({ "client": "claude-code", "method": "http" })).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert_eq!(done.body["success"], true);
    assert_eq!(done.body["configPath"], claude.display().to_string());
    assert!(done.body["instructions"].as_str().is_some_and(|text| text.contains("OMNI_API_KEY")));
    let written = read(&claude);
    assert_eq!(written["theme"], "dark");
    assert_eq!(written["mcpServers"]["x"], json!({}));
    let entry = &written["mcpServers"]["omni"];
    assert_eq!(entry["headers"]["x-api-key"], "${OMNI_API_KEY}");
    assert!(entry["url"].as_str().is_some_and(|url| url.ends_with("/mcp")));
    assert!(!written.to_string().contains(&app.key), "no key is written");

    let done = install(&app, json!({ "client": "cursor", "method": "stdio" })).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let entry = read(&home.join(".cursor/mcp.json"))["mcpServers"]["omni"].clone();
    assert_eq!(entry["args"][0], "mcp");
    assert_eq!(entry["env"]["OMNI_API_KEY"], "${env:OMNI_API_KEY}");

    let path = "~/agents/mine.json";
    let custom = json!({ "client": "custom", "method": "http", "configPath": path });
    let done = install(&app, custom).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(read(&home.join("agents/mine.json"))["mcpServers"]["omni"].is_object());

    let status = app.get("/api/v2/mcp/status").await;
    for client in status.body["clients"].as_array().expect("clients") {
        assert_eq!(client["configured"], true, "{}", status.body);
    }
    app.stop().await;
}

#[tokio::test]
async fn nothing_is_written_where_it_should_not_be() {
    let home = tempfile::tempdir().expect("a folder");
    let outside = tempfile::tempdir().expect("a folder");
    let app = app_at(home.path()).await;
    std::os::unix::fs::symlink(outside.path(), home.path().join("link")).expect("linked");
    let away = outside.path().join("x.json").display().to_string();
    for path in ["~/link/x.json", "~/../x.json", "x.json", "~/x.sh", away.as_str()] {
        let body = json!({ "client": "custom", "method": "http", "configPath": path });
        let refused = install(&app, body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}: {}", refused.body);
        assert_eq!(refused.body["error"]["details"]["field"], "configPath", "{path}");
    }
    let nameless = install(&app, json!({ "client": "custom", "method": "http" })).await;
    assert_eq!(nameless.status, StatusCode::BAD_REQUEST);
    for body in [
        json!({ "client": "emacs", "method": "http" }),
        json!({ "client": "cursor", "method": "smoke" }),
    ] {
        assert_eq!(install(&app, body).await.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(fs::read_dir(outside.path()).expect("read").count(), 0);

    let new = json!({ "name": "weak", "scopes": ["instances:*"] });
    let weak =
        app.post("/api/v2/api-keys", new).await.body["key"].as_str().expect("key").to_owned();
    let body = Some(json!({ "client": "cursor", "method": "http" }));
    let refused = app.call_as(Some(&weak), Method::POST, "/api/v2/mcp/install", body).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(!home.path().join(".cursor").exists());
    app.stop().await;
}
