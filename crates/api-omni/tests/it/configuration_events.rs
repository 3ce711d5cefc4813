//! What people configure has events: one for each change, without values and secrets, and only for those
//! who may read what was changed.

use crate::socket::{Client, serve};
use crate::support::{ANN, app_that_calls_out, deliver, from_ann, key_with, line, test_app_with};
use axum::http::{Method, StatusCode};
use omni_sandbox::model::{Model, Reaction, Rule};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::Duration;

/// The families of these events; of webhooks the log has others as well.
const FAMILIES: [&str; 8] = [
    "provider.",
    "key.",
    "user.",
    "setting.",
    "webhook.",
    "entry_point.",
    "quick_reply.",
    "ai_layer.",
];

async fn post(app: &TestApp, path: &str, body: Value) -> Value {
    let answer = app.post(&format!("/api/v2{path}"), body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.body);
    answer.body
}

async fn call(app: &TestApp, method: Method, path: &str, body: Option<Value>) -> Answer {
    let answer = app.call(method, &format!("/api/v2{path}"), body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.body);
    answer
}

async fn patch(app: &TestApp, path: &str, body: Value) {
    call(app, Method::PATCH, path, Some(body)).await;
}

async fn delete(app: &TestApp, path: &str) {
    call(app, Method::DELETE, path, None).await;
}

fn id_of(body: &Value) -> String {
    body["id"].as_str().unwrap_or_else(|| panic!("an id: {body}")).to_owned()
}

/// The events of a family that a key reads, oldest first: their types and bodies.
async fn read_by(app: &TestApp, key: &str, family: &str) -> Vec<(String, Value)> {
    let list = app.call_as(Some(key), Method::GET, "/api/v2/events?limit=100", None).await.body;
    let items = list["items"].as_array().unwrap_or_else(|| panic!("events: {list}"));
    let kind = |event: &Value| event["eventType"].as_str().expect("a type").to_owned();
    items
        .iter()
        .rev()
        .map(|event| (kind(event), event["payload"].clone()))
        .filter(|(kind, _)| kind.starts_with(family))
        .collect()
}

async fn types(app: &TestApp, family: &str) -> Vec<String> {
    read_by(app, &app.key, family).await.into_iter().map(|(kind, _)| kind).collect()
}

/// Makes and changes one of each; returns the secrets that were given and shown.
async fn configure(app: &TestApp) -> Vec<String> {
    let provider = json!({ "name": "models", "type": "openai", "apiUrl": "http://127.0.0.1:1/v1", "apiKey": "sk-hidden" });
    post(app, "/providers", provider).await;
    let key = post(app, "/api-keys", json!({ "name": "crm", "scopes": ["messages:read"] })).await;
    let user = json!({ "email": "bo@example.com", "name": "Bo", "role": "viewer" });
    let user = post(app, "/users", user).await;
    let setting = Some(json!({ "value": "hidden value" }));
    call(app, Method::PUT, "/settings/shop.note", setting).await;
    let endpoint = json!({
        "url": "http://127.0.0.1:1/hidden-path", "description": "books", "events": ["message.received"],
    });
    let endpoint = post(app, "/webhook-endpoints", endpoint).await;
    post(app, "/entry-points", json!({ "name": "shop" })).await;
    let reply = json!({ "shortcut": "hi", "title": "Hello", "text": "a hidden text" });
    post(app, "/quick-replies", reply).await;
    let agent = json!({ "apiUrl": "http://127.0.0.1:1/v1", "apiKey": "sk-layer", "prompt": "a hidden prompt" });
    patch(app, "/ai-layer", json!({ "enabled": true, "agent": agent })).await;
    let secret = |body: &Value, name: &str| body[name].as_str().expect("a secret").to_owned();
    vec![
        "sk-hidden".to_owned(),
        secret(&key, "key"),
        secret(&user, "password"),
        "hidden value".to_owned(),
        "hidden-path".to_owned(),
        secret(&endpoint, "secret"),
        "a hidden text".to_owned(),
        "sk-layer".to_owned(),
        "a hidden prompt".to_owned(),
    ]
}

#[tokio::test]
async fn a_deleted_instance_leaves_one_event() {
    let app = app_that_calls_out().await;
    let new = json!({ "name": "one", "channel": "whatsapp-baileys" });
    let id = id_of(&post(&app, "/instances", new).await);
    let path = format!("/instances/{id}");
    patch(&app, &path, json!({ "name": "two" })).await;
    let taken = json!({ "name": "two", "channel": "whatsapp-baileys" });
    assert_eq!(line(&app.post("/api/v2/instances", taken).await), "409 CONFLICT");
    delete(&app, &path).await;

    let found = read_by(&app, &app.key, "instance.").await;
    let own = ["instance.created", "instance.updated", "instance.deleted"];
    let own: Vec<_> = found.into_iter().filter(|(kind, _)| own.contains(&kind.as_str())).collect();
    // The others were of the instance, and are removed with it.
    assert_eq!(own.len(), 1, "{own:?}");
    let (kind, payload) = &own[0];
    assert_eq!(kind, "instance.deleted");
    assert_eq!((&payload["instanceId"], &payload["name"]), (&json!(id), &json!("two")));
    assert!(
        payload["changedBy"].as_str().is_some_and(|by| by.starts_with("api_key:")),
        "{payload}"
    );
    app.stop().await;
}

#[tokio::test]
async fn a_change_of_an_instance_that_stays_is_in_the_log() {
    let app = app_that_calls_out().await;
    let new = json!({ "name": "one", "channel": "whatsapp-baileys" });
    let path = format!("/instances/{}", id_of(&post(&app, "/instances", new).await));
    patch(&app, &path, json!({ "name": "two" })).await;
    // Nothing is changed by this, and the next is a change of the agent alone.
    patch(&app, &path, json!({ "name": "two" })).await;
    patch(&app, &path, json!({ "agent": { "apiUrl": "http://127.0.0.1:1/v1" } })).await;
    let found = read_by(&app, &app.key, "instance.").await;
    let named: Vec<_> = found.iter().map(|(kind, body)| (kind.as_str(), &body["name"])).collect();
    let (one, two) = (json!("one"), json!("two"));
    assert_eq!(named, [("instance.created", &one), ("instance.updated", &two)]);
    app.stop().await;
}

#[tokio::test]
async fn every_change_of_a_provider_a_setting_and_an_endpoint_is_one_event() {
    let app = app_that_calls_out().await;
    let provider = json!({ "name": "models", "type": "openai", "apiUrl": "http://127.0.0.1:1/v1" });
    let path = format!("/providers/{}", id_of(&post(&app, "/providers", provider.clone()).await));
    assert_eq!(line(&app.post("/api/v2/providers", provider).await), "409 CONFLICT");
    patch(&app, &path, json!({ "name": "other" })).await;
    delete(&app, &path).await;
    let changes = ["provider.created", "provider.updated", "provider.deleted"];
    assert_eq!(types(&app, "provider.").await, changes);

    call(&app, Method::PUT, "/settings/shop.note", Some(json!({ "value": "x" }))).await;
    delete(&app, "/settings/shop.note").await;
    assert_eq!(types(&app, "setting.").await, ["setting.updated", "setting.deleted"]);

    let endpoint = json!({ "url": "http://127.0.0.1:1/hook", "events": ["message.received"] });
    let made = post(&app, "/webhook-endpoints", endpoint).await;
    let path = format!("/webhook-endpoints/{}", id_of(&made));
    patch(&app, &path, json!({ "active": false })).await;
    post(&app, &format!("{path}/enable"), json!({})).await;
    post(&app, &format!("{path}/rotate-secret"), json!({})).await;
    delete(&app, &path).await;
    let (made, changed) = ("webhook.endpoint_created", "webhook.endpoint_updated");
    let changes = [made, changed, changed, changed, "webhook.endpoint_deleted"];
    assert_eq!(types(&app, "webhook.").await, changes);
    app.stop().await;
}

#[tokio::test]
async fn every_change_of_a_key_and_a_user_is_one_event() {
    let app = app_that_calls_out().await;
    let new = json!({ "name": "crm", "scopes": ["messages:read"] });
    let path = format!("/api-keys/{}", id_of(&post(&app, "/api-keys", new).await));
    patch(&app, &path, json!({ "name": "books" })).await;
    patch(&app, &path, json!({ "name": "books" })).await;
    post(&app, &format!("{path}/regenerate"), json!({})).await;
    delete(&app, &path).await;
    delete(&app, &path).await;
    let found = read_by(&app, &app.key, "key.").await;
    let named: Vec<_> = found.iter().map(|(kind, body)| (kind.as_str(), &body["name"])).collect();
    let (crm, books) = (json!("crm"), json!("books"));
    let changes = [
        ("key.created", &crm),
        ("key.updated", &books),
        ("key.updated", &books),
        ("key.revoked", &books),
    ];
    assert_eq!(named, changes);

    let user = json!({ "email": "bo@example.com", "name": "Bo", "role": "viewer" });
    let user = post(&app, "/users", user).await["user"].clone();
    let path = format!("/users/{}", id_of(&user));
    patch(&app, &path, json!({ "name": "Bob" })).await;
    for _ in 0..2 {
        post(&app, &format!("{path}/disable"), json!({})).await;
    }
    post(&app, &format!("{path}/reset-password"), json!({})).await;
    delete(&app, &path).await;
    let changed = "user.updated";
    let changes = ["user.created", changed, changed, changed, "user.deleted"];
    assert_eq!(types(&app, "user.").await, changes);
    app.stop().await;
}

#[tokio::test]
async fn every_change_of_an_entry_point_and_a_quick_reply_is_one_event() {
    let app = app_that_calls_out().await;
    let user = json!({ "email": "bo@example.com", "name": "Bo", "role": "viewer" });
    let user = post(&app, "/users", user).await["user"]["id"].clone();
    let path = format!(
        "/entry-points/{}",
        id_of(&post(&app, "/entry-points", json!({ "name": "shop" })).await)
    );
    patch(&app, &path, json!({ "name": "store" })).await;
    let attendant = post(&app, &format!("{path}/attendants"), json!({ "userId": user })).await;
    let attendant = format!("/attendants/{}", id_of(&attendant));
    patch(&app, &attendant, json!({ "isAvailable": false })).await;
    delete(&app, &attendant).await;
    delete(&app, &path).await;
    let changed = "entry_point.updated";
    let changes =
        ["entry_point.created", changed, changed, changed, changed, "entry_point.deleted"];
    assert_eq!(types(&app, "entry_point.").await, changes);

    let reply = json!({ "shortcut": "hi", "title": "Hello", "text": "Hello there" });
    let path = format!("/quick-replies/{}", id_of(&post(&app, "/quick-replies", reply).await));
    patch(&app, &path, json!({ "shortcut": "hello" })).await;
    delete(&app, &path).await;
    let changes = ["quick_reply.created", "quick_reply.updated", "quick_reply.deleted"];
    assert_eq!(types(&app, "quick_reply.").await, changes);
    app.stop().await;
}

#[tokio::test]
async fn a_reader_gets_the_events_of_what_they_may_read_and_no_secret() {
    let app = app_that_calls_out().await;
    let id = app.connected_instance("one").await;
    let address = serve(&app).await;
    let all = [
        "events:read",
        "instances:read",
        "messages:read",
        "settings:read",
        "users:read",
        "webhooks:read",
        "admin:*",
    ];
    let readers = [
        (vec!["events:read"], vec![]),
        (vec!["events:read", "messages:read"], vec!["quick_reply."]),
        (vec!["events:read", "instances:read"], vec!["ai_layer."]),
        (vec!["events:read", "users:read"], vec!["user."]),
        (vec!["events:read", "settings:read"], vec!["provider.", "setting.", "entry_point."]),
        (vec!["events:read", "webhooks:read"], vec!["webhook."]),
        (vec!["events:read", "admin:*"], vec!["key."]),
        (all.to_vec(), FAMILIES.to_vec()),
    ];
    let mut clients = Vec::new();
    for (scopes, families) in readers {
        let key = key_with(&app, &scopes, None).await;
        let path = format!("ws/events?api_key={key}");
        let mut client = Client::open(address, &path).await.expect("open");
        client.subscribe(json!({ "type": "subscribe" })).await;
        clients.push((scopes, families, key, client));
    }
    let secrets = configure(&app).await;
    deliver(&app, id, vec![from_ann("END", "END")]).await;

    for (scopes, families, key, mut client) in clients {
        let is_theirs = |kind: &str| families.iter().any(|family| kind.starts_with(family));
        let mut received = Vec::new();
        loop {
            let event = client.receive_kind("event").await["event"].clone();
            let kind = event["type"].as_str().expect("a type").to_owned();
            if kind == "message.received" {
                break;
            }
            for secret in &secrets {
                assert!(!event.to_string().contains(secret), "{event}");
            }
            // The keys of the readers after this one are events as well.
            if FAMILIES.iter().any(|family| kind.starts_with(family))
                && event["payload"]["name"] != "test"
            {
                received.push(kind);
            }
        }
        assert!(received.iter().all(|kind| is_theirs(kind)), "{scopes:?}: {received:?}");
        for family in &families {
            let of_it = received.iter().filter(|kind| kind.starts_with(family)).count();
            assert_eq!(of_it, 1, "{scopes:?} {family}: {received:?}");
        }
        for family in &FAMILIES {
            let found = read_by(&app, &key, family).await;
            assert_eq!(
                found.is_empty(),
                !families.contains(family),
                "{scopes:?} {family}: {found:?}"
            );
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_reader_without_the_scope_neither_counts_nor_reads_the_event() {
    let app = app_that_calls_out().await;
    let limited = key_with(&app, &["events:read"], None).await;
    configure(&app).await;
    let path = "/api/v2/events?eventType=user.created";
    let own = app.get(path).await.body;
    assert_eq!(own["meta"]["total"], 1);
    let event = format!("/api/v2/events/{}", id_of(&own["items"][0]));
    assert_eq!(app.get(&event).await.status, StatusCode::OK);

    let get = async |path: &str| app.call_as(Some(&limited), Method::GET, path, None).await;
    let list = get(path).await.body;
    assert_eq!((&list["items"], &list["meta"]["total"]), (&json!([]), &json!(0)));
    assert_eq!(line(&get(&event).await), "404 NOT_FOUND");
    let search = Some(json!({ "filters": { "eventType": ["user.created"] } }));
    let found = app.call_as(Some(&limited), Method::POST, "/api/v2/events/search", search).await;
    assert_eq!(found.body["items"], json!([]));
    app.stop().await;
}

#[tokio::test]
async fn an_endpoint_gets_them_where_they_are_named_by_one_who_may_read_them() {
    let app = app_that_calls_out().await;
    let key = key_with(&app, &["webhooks:*"], None).await;
    let create = async |key: &str, events: Value| {
        let body = json!({ "url": "http://127.0.0.1:1/hook", "events": events });
        app.call_as(Some(key), Method::POST, "/api/v2/webhook-endpoints", Some(body)).await
    };
    for events in [json!(["key.*"]), json!(["user.created"]), json!(["*", "setting.updated"])] {
        assert_eq!(line(&create(&key, events.clone()).await), "403 FORBIDDEN", "{events}");
    }
    for events in [
        json!([]),
        json!(["*"]),
        json!(["instance.*", "webhook.*"]),
        json!(["webhook.endpoint_created"]),
    ] {
        let made = create(&key, events.clone()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{events}: {}", made.body);
    }
    let named = create(&app.key, json!(["key.*"])).await;
    assert_eq!(named.status, StatusCode::CREATED, "{}", named.body);
    // One who may not read them does not find them in what was sent.
    post(&app, "/api-keys", json!({ "name": "crm", "scopes": ["messages:read"] })).await;
    let list = format!("/api/v2/webhook-deliveries?endpointId={}", id_of(&named.body));
    let delivery = loop {
        let found = app.get(&list).await.body["items"][0].clone();
        if found.is_object() {
            break id_of(&found);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let path = format!("/api/v2/webhook-deliveries/{delivery}");
    let shown = app.get(&path).await.body["requestBody"].clone();
    assert!(shown.as_str().is_some_and(|body| body.contains("key.created")), "{shown}");
    let reader = key_with(&app, &["webhooks:read", "events:read"], None).await;
    let hidden = app.call_as(Some(&reader), Method::GET, &path, None).await.body;
    assert_eq!((&hidden["id"], &hidden["requestBody"]), (&json!(delivery), &Value::Null));
    // One who may not read them cannot send them elsewhere either.
    let path = format!("/api/v2/webhook-endpoints/{}", id_of(&named.body));
    let body = Some(json!({ "url": "http://127.0.0.1:2/hook" }));
    let moved = app.call_as(Some(&key), Method::PATCH, &path, body).await;
    assert_eq!(line(&moved), "403 FORBIDDEN");
    app.stop().await;
}

/// The columns and the bodies of the events of a family, oldest first.
async fn whole(app: &TestApp, family: &str) -> Vec<Value> {
    let list = app.get("/api/v2/events?limit=100").await.body;
    let items = list["items"].as_array().unwrap_or_else(|| panic!("events: {list}"));
    let is_of = |event: &&Value| event["eventType"].as_str().expect("a type").starts_with(family);
    let shown = |event: &Value| {
        json!([event["eventType"], event["instanceId"], event["chatId"], event["payload"]])
    };
    items.iter().rev().filter(is_of).map(shown).collect()
}

#[tokio::test]
async fn each_change_of_a_layer_is_one_event_of_what_it_is_about() {
    let app = app_that_calls_out().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "hello")]).await;
    let of_instance = format!("/instances/{id}/ai-layer");
    let of_chat = format!("/instances/{id}/chats/{ANN}/ai-layer");
    patch(&app, "/ai-layer", json!({ "replies": { "delayMs": 0 } })).await;
    patch(&app, &of_instance, json!({ "mode": "enabled" })).await;
    patch(&app, &of_chat, json!({ "mode": "disabled" })).await;
    // Nothing is changed by these, and what is refused is no change.
    for path in ["/ai-layer", of_instance.as_str(), of_chat.as_str()] {
        patch(&app, path, json!({})).await;
    }
    let long = json!({ "prompt": "x".repeat(32_001) });
    let refused = app.call(Method::PATCH, &format!("/api/v2{of_chat}"), Some(long)).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);

    let found = whole(&app, "ai_layer.").await;
    let by = found[0][3]["changedBy"].clone();
    assert!(by.as_str().is_some_and(|by| by.starts_with("api_key:")), "{by}");
    let body = |instance: Value, chat: Value| json!({ "instanceId": instance, "chatId": chat, "changedBy": by });
    let (none, id) = (Value::Null, json!(id));
    let expected = json!([
        ["ai_layer.global_updated", none, none, body(none.clone(), none.clone())],
        ["ai_layer.instance_updated", id, none, body(id.clone(), none.clone())],
        ["ai_layer.chat_updated", id, ANN, body(id.clone(), json!(ANN))],
    ]);
    assert_eq!(json!(found), expected);
    // A chat's layer is read with its messages, those of instances with the instances.
    let reads = async |scope: &str| {
        let key = key_with(&app, &["events:read", scope], None).await;
        let found = read_by(&app, &key, "ai_layer.").await;
        found.into_iter().map(|(kind, _)| kind).collect::<Vec<_>>()
    };
    assert_eq!(reads("messages:read").await, ["ai_layer.chat_updated"]);
    let of_instances = ["ai_layer.global_updated", "ai_layer.instance_updated"];
    assert_eq!(reads("instances:read").await, of_instances);
    assert!(reads("settings:read").await.is_empty());
    app.stop().await;
}

/// What is reported of providers' health: of which, whether it works, and who found that.
async fn health_events(app: &TestApp) -> Vec<(Value, bool)> {
    let found = read_by(app, &app.key, "provider.health_changed").await;
    found
        .into_iter()
        .map(|(_, body)| {
            let is_server = body["changedBy"] == "system";
            assert!(body.get("error").is_none(), "{body}");
            (body["healthy"].clone(), is_server)
        })
        .collect()
}

#[tokio::test]
async fn a_check_of_a_provider_is_an_event_where_it_finds_something_else() {
    let app = app_that_calls_out().await;
    let model = Model::start(0).await.expect("a model");
    let new = json!({ "name": "models", "type": "openai", "apiUrl": model.url() });
    let path = format!("/providers/{}", id_of(&post(&app, "/providers", new).await));
    let check = format!("{path}/health");
    for _ in 0..2 {
        assert_eq!(post(&app, &check, json!({})).await["healthy"], true);
    }
    patch(&app, &path, json!({ "apiUrl": "http://127.0.0.1:1/v1" })).await;
    for _ in 0..2 {
        assert_eq!(post(&app, &check, json!({})).await["healthy"], false);
    }
    patch(&app, &path, json!({ "apiUrl": model.url() })).await;
    assert_eq!(post(&app, &check, json!({})).await["healthy"], true);
    let by_caller = |healthy: bool| (json!(healthy), false);
    let expected = [by_caller(true), by_caller(false), by_caller(true)];
    assert_eq!(health_events(&app).await, expected);
    app.stop().await;
}

#[tokio::test]
async fn a_provider_that_fails_and_recovers_is_reported_once_each() {
    let mut config = TestApp::config();
    config.outbound.allow = vec!["127.0.0.1".to_owned()];
    config.agents.breaker.failures = 2;
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let model = Model::start(0).await.expect("a model");
    let new = json!({ "name": "models", "type": "openai", "apiUrl": model.url() });
    let provider = id_of(&post(&app, "/providers", new).await);
    let agent = json!({ "name": "Shop", "agent": { "providerId": provider, "model": "tiny" } });
    let agent = id_of(&post(&app, "/agents", agent).await);
    let path = format!("/api/v2/agents/{agent}/test");
    let ask = async || {
        let body = json!({ "messages": [{ "role": "user", "text": "hello" }] });
        app.post(&path, body).await.status.is_success()
    };
    let shown = async || {
        let shown = app.get(&format!("/api/v2/providers/{provider}")).await.body;
        (shown["lastHealthStatus"].clone(), shown["lastHealthError"].is_string())
    };
    assert!(ask().await, "it works");
    assert!(health_events(&app).await.is_empty(), "that is no news");

    model.script(vec![Rule::new("", Reaction::Fail(500)).times(2)]);
    assert!(!ask().await);
    assert!(health_events(&app).await.is_empty(), "one failure is none of its health");
    // The last one is refused by the breaker.
    for _ in 0..2 {
        assert!(!ask().await);
    }
    assert_eq!(health_events(&app).await, [(json!(false), true)]);
    assert_eq!(shown().await, (json!("unhealthy"), true));

    let pause = app.app.config.agents.breaker.cool_down;
    app.clock.advance(i64::try_from(pause.as_millis()).expect("a short pause"));
    for _ in 0..2 {
        assert!(ask().await, "it works again");
    }
    assert_eq!(health_events(&app).await, [(json!(false), true), (json!(true), true)]);
    assert_eq!(shown().await, (json!("healthy"), false));
    assert!(types(&app, "provider.updated").await.is_empty(), "its settings are as they were");
    app.stop().await;
}
