//! A stored secret is sent only to the address that it was stored for.

use crate::support::{app_that_calls_out, line};
use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::routing::any;
use omni_sandbox::model::Model;
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

const KEY: &str = "sk-owners-private";

/// A server that records the heads of all requests and accepts no key.
struct Trap {
    url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Trap {
    async fn start() -> Self {
        let heads = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&heads);
        let answer = any(move |request: Request| async move {
            let head = format!("{} {:?}", request.uri(), request.headers());
            noted.lock().unwrap_or_else(PoisonError::into_inner).push(head);
            StatusCode::UNAUTHORIZED
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        tokio::spawn(axum::serve(listener, Router::new().fallback(answer)).into_future());
        Self { url, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn set(app: &TestApp, settings: Value) -> Answer {
    app.call(Method::PATCH, "/api/v2/settings", Some(json!({ "settings": settings }))).await
}

async fn put(app: &TestApp, key: &str, value: &str) -> Answer {
    let path = format!("/api/v2/settings/{key}");
    app.call(Method::PUT, &path, Some(json!({ "value": value }))).await
}

/// The onboarding's check of the keys that are stored.
async fn check_stored(app: &TestApp) -> Answer {
    app.post("/api/v2/onboarding/steps/api_keys/complete", json!({ "data": {} })).await
}

#[tokio::test]
async fn a_service_at_another_address_does_not_receive_the_stored_key() {
    let app = app_that_calls_out().await;
    let (model, trap) = (Model::start(0).await.expect("a model"), Trap::start().await);
    model.require_key(KEY);
    let both = json!({ "openai.base_url": model.url(), "openai.api_key": KEY });
    assert_eq!(line(&set(&app, both).await), "200");
    assert_eq!(line(&check_stored(&app).await), "200");

    let moved = [
        put(&app, "openai.base_url", &trap.url).await,
        set(&app, json!({ "openai.base_url": trap.url, "shop.name": "x" })).await,
        app.call(Method::DELETE, "/api/v2/settings/openai.base_url", None).await,
    ];
    for refused in moved {
        assert_eq!(line(&refused), "409 CONFLICT", "{}", refused.body);
        assert!(refused.body.to_string().contains("openai.api_key"), "it says what to do");
    }
    assert_eq!(line(&app.get("/api/v2/settings/shop.name").await), "404 NOT_FOUND", "all or none");
    let same = put(&app, "openai.base_url", &format!("{}/", model.url())).await;
    assert_eq!(line(&same), "200", "a slash makes no other address");
    assert_eq!(line(&check_stored(&app).await), "200", "the key goes where it always went");
    assert_eq!(trap.heads(), Vec::<String>::new());

    let both = json!({ "openai.base_url": trap.url, "openai.api_key": "sk-theirs" });
    assert_eq!(line(&set(&app, both).await), "200", "a new address with a new key");
    check_stored(&app).await;
    let heads = trap.heads();
    assert!(!heads.is_empty() && heads.iter().all(|head| head.contains("sk-theirs")), "{heads:?}");
    app.stop().await;
}

#[tokio::test]
async fn an_address_changes_freely_while_no_key_is_stored_for_it() {
    let app = app_that_calls_out().await;
    let (model, trap) = (Model::start(0).await.expect("a model"), Trap::start().await);
    assert_eq!(line(&put(&app, "openai.base_url", &trap.url).await), "200");
    assert_eq!(line(&put(&app, "openai.base_url", &model.url()).await), "200");
    assert_eq!(line(&put(&app, "openai.api_key", KEY).await), "200");
    assert_eq!(line(&put(&app, "openai.base_url", &trap.url).await), "409 CONFLICT");
    app.call(Method::DELETE, "/api/v2/settings/openai.api_key", None).await;
    assert_eq!(line(&put(&app, "openai.base_url", &trap.url).await), "200");
    check_stored(&app).await;
    assert_eq!(trap.heads(), Vec::<String>::new());
    app.stop().await;
}

#[tokio::test]
async fn an_instances_agent_at_another_address_does_not_receive_the_stored_key() {
    let app = app_that_calls_out().await;
    let trap = Trap::start().await;
    let new = json!({
        "name": "one", "channel": "whatsapp-baileys",
        "agent": { "apiUrl": "http://127.0.0.1:9/v1", "apiKey": KEY, "agentId": "m" },
    });
    let made = app.post("/api/v2/instances", new).await;
    let path = format!("/api/v2/instances/{}", made.body["id"].as_str().expect("an id"));
    let patch = |agent: Value| app.call(Method::PATCH, &path, Some(json!({ "agent": agent })));
    let moved = patch(json!({ "apiUrl": trap.url })).await;
    assert_eq!(line(&moved), "400 VALIDATION_ERROR agent.apiKey", "{}", moved.body);
    assert_eq!(app.get(&path).await.body["agent"]["apiUrl"], "http://127.0.0.1:9/v1");
    let same = patch(json!({ "apiUrl": "http://127.0.0.1:9/v1/", "prompt": "Be kind." })).await;
    assert_eq!(same.body["agent"]["hasApiKey"], true, "{}", same.body);
    let gone = patch(json!({ "apiUrl": null })).await;
    assert_eq!(line(&gone), "200", "{}", gone.body);
    let back = patch(json!({ "apiUrl": trap.url })).await;
    assert_eq!(line(&back), "200", "there is no key left to be sent: {}", back.body);
    assert_eq!(back.body["agent"]["hasApiKey"], false);
    let theirs = patch(json!({ "apiUrl": "http://127.0.0.1:9/v1", "apiKey": "sk-theirs" })).await;
    assert_eq!(theirs.body["agent"]["hasApiKey"], true, "{}", theirs.body);
    app.stop().await;
}
