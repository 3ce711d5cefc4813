//! One number in four views: an instance of Omni's is an account here, and the other way round, with the
//! same chats and messages in both versions of Omni's API, here, and in the Model Context Protocol.

use crate::samples::{Samples, has_body};
use crate::support::{
    ANN, account_id, call, from_ann, get, host_with, line, ok, post, sign_in, until,
};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_api_gateway::{SocketOptions, routes};
use omni_api_omni::ApiOptions;
use omni_app::instances::{self, NewInstance};
use omni_app::{App, Caller, Channels};
use omni_domain::TenantId;
use omni_domain::agent::AgentConfig;
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, InstanceConfig};
use omni_http::{Host, HostContext, HttpOptions};
use omni_mcp::{McpHost, McpOptions};
use omni_testing::{Database, MockChannel, TestApp, TestOptions};
use serde_json::{Value, json};
use std::sync::Arc;

/// The APIs and the protocol on one host.
fn four_views(app: &App) -> Router {
    let context = HostContext::new(HttpOptions::default(), app.env.clone());
    let mcp = McpHost::new(McpOptions::default(), context.clone());
    let host = Host::new(context).mount(omni_mcp::mount(app, &mcp));
    app.mcp.plug(mcp);
    let api = omni_api_omni::mounts(app, ApiOptions::default());
    let host = api.into_iter().fold(host, Host::mount);
    let host = host.mount(omni_api_gateway::mount(app, SocketOptions::default()));
    host.into_router().expect("routes that do not conflict")
}

/// A call of the Model Context Protocol; its result.
async fn protocol(app: &TestApp, method: &str, params: Value) -> Value {
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let request = Request::builder()
        .method(Method::POST)
        .uri("/mcp")
        .header("host", "127.0.0.1")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("authorization", format!("Bearer {}", app.key));
    let answer = app.raw(request.body(Body::from(body.to_string())).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body["result"].clone()
}

/// The network's id and the text of each message, in one order.
fn messages(items: &Value, id: &str, text: &str) -> Vec<(String, String)> {
    let all = items.as_array().expect("items").iter().filter(|one| one[text].is_string());
    let part = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let mut all: Vec<(String, String)> = all.map(|one| (part(one, id), part(one, text))).collect();
    all.sort();
    all.dedup();
    all
}

/// Checks that the chat with Ann has these texts, and is the same chat in every view. The texts are in
/// alphabetical order.
async fn assert_one_chat(app: &TestApp, own: &str, id: InstanceId, name: &str, expected: &[&str]) {
    let ours = get(app, own, &format!("/api/v1/chats/{ANN}/messages")).await;
    let ours = messages(&ok(&ours)["items"], "wa_message_id", "body");
    let mut texts: Vec<&str> = ours.iter().map(|(_, text)| text.as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, expected);

    let second = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await.body;
    assert_eq!(messages(&second["items"], "externalId", "textContent"), ours, "{second}");

    let uri = format!("omni://chats/{id}/{ANN}");
    let read = protocol(app, "resources/read", json!({ "uri": uri })).await;
    let chat = read["contents"][0]["text"].as_str().expect("a text");
    let chat: Value = serde_json::from_str(chat).expect("JSON");
    assert_eq!(messages(&chat["messages"], "externalId", "text"), ours, "{chat}");

    let path = format!("/api/v1/traces?instance_name={name}");
    let is_first_version_equal = async || {
        let traces = app.get(&path).await.body;
        messages(&traces["items"], "whatsapp_message_id", "message_text") == ours
    };
    until("the first version shows the same messages", is_first_version_equal).await;
}

/// Sends a text to Ann with the first version, and one with the protocol.
async fn send_elsewhere(app: &TestApp, instance: &str, texts: [&str; 2]) {
    let body = json!({ "number": "15550002222", "text": texts[0] });
    let path = format!("/api/v1/instance/{instance}/send-text");
    let sent = app.post(&path, body).await;
    assert_eq!(sent.body["success"], true, "{}", sent.body);
    let arguments = json!({ "instance": instance, "to": ANN, "text": texts[1] });
    let params = json!({ "name": "omni_send_message", "arguments": arguments });
    let called = protocol(app, "tools/call", params).await;
    assert_ne!(called["isError"], true, "{called}");
}

fn first(body: &Value) -> &Value {
    &body["items"][0]
}

#[tokio::test]
async fn an_instance_is_an_account_with_the_same_chats_and_messages() {
    let app = TestApp::new(four_views).await;
    let new = json!({ "name": "shop", "channel": "whatsapp-baileys" });
    let made = app.post("/api/v2/instances", new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let text = made.body["id"].as_str().expect("an id").to_owned();
    let id: InstanceId = text.parse().expect("an id");
    let account = account_id(id);
    let connected = app.post(&format!("/api/v2/instances/{text}/connect"), json!({})).await;
    assert_eq!(connected.status, StatusCode::OK, "{}", connected.body);

    let token = sign_in(&app).await;
    let listed = get(&app, &token, "/api/v1/accounts").await;
    assert_eq!(first(ok(&listed))["id"], account.as_str());
    assert_eq!(
        (&first(&listed.body)["name"], &first(&listed.body)["status"]),
        (&json!("shop"), &json!("connected"))
    );
    let path = format!("/api/v1/accounts/{account}/token/regenerate");
    let own = call(&app, &token, Method::POST, &path, None).await;
    let own = ok(&own)["token"].as_str().expect("a token").to_owned();

    from_ann(&app, id, "IN1", "is it open?").await;
    let v2 = format!("/api/v2/instances/{text}/chats");
    until("the chat is there", async || first(&app.get(&v2).await.body)["externalId"] == ANN).await;
    let theirs = app.get(&v2).await.body;
    let ours = get(&app, &own, "/api/v1/chats").await;
    assert_eq!(first(ok(&ours))["chat_id"], first(&theirs)["externalId"]);
    assert_eq!(first(&ours.body)["id"], first(&theirs)["id"]);
    assert_eq!(first(&ours.body)["unread_count"], 1);

    let body = json!({ "to": ANN, "body": "until ten" });
    let sent = post(&app, &own, "/api/v1/messages/text", body).await;
    assert_eq!(ok(&sent)["sent"], true, "{}", sent.body);
    let body = json!({ "instanceId": text, "to": ANN, "text": "come in" });
    let from_v2 = app.post("/api/v2/messages", body).await;
    assert_eq!(from_v2.status, StatusCode::CREATED, "{}", from_v2.body);

    let theirs = app.get(&format!("{v2}/{ANN}/messages")).await.body;
    let ours = get(&app, &own, &format!("/api/v1/chats/{ANN}/messages")).await;
    let ids = |body: &Value| -> Vec<Value> {
        let items = body["items"].as_array().expect("items");
        items.iter().map(|message| message["id"].clone()).collect()
    };
    assert_eq!(ids(ok(&ours)), ids(&theirs));
    let texts = |body: &Value, name: &str| -> Vec<String> {
        let items = body["items"].as_array().expect("items").iter();
        let mut texts: Vec<String> =
            items.filter_map(|one| one[name].as_str().map(str::to_owned)).collect();
        texts.sort();
        texts
    };
    assert_eq!(texts(&ours.body, "body"), ["come in", "is it open?", "until ten"]);
    assert_eq!(texts(&theirs, "textContent"), ["come in", "is it open?", "until ten"]);

    send_elsewhere(&app, "shop", ["bring it", "thank you"]).await;
    let expected = ["bring it", "come in", "is it open?", "thank you", "until ten"];
    assert_one_chat(&app, &own, id, "shop", &expected).await;
    app.stop().await;
}

#[tokio::test]
async fn an_account_is_an_instance_that_either_api_changes_and_deletes() {
    let app = TestApp::new(four_views).await;
    let token = sign_in(&app).await;
    let made = post(&app, &token, "/api/v1/accounts", json!({ "name": "desk" })).await;
    let account = ok(&made)["id"].as_str().expect("an id").to_owned();
    let own = made.body["token"].as_str().expect("a token").to_owned();
    let listed = app.get("/api/v2/instances").await.body;
    let instance = first(&listed);
    assert_eq!(
        (&instance["name"], &instance["channel"]),
        (&json!("desk"), &json!("whatsapp-baileys"))
    );
    let id: InstanceId = instance["id"].as_str().expect("an id").parse().expect("an id");
    assert_eq!(account_id(id), account);

    let v2 = format!("/api/v2/instances/{id}");
    let connected = app.post(&format!("{v2}/connect"), json!({})).await;
    assert_eq!(connected.status, StatusCode::OK, "{}", connected.body);
    assert_eq!(ok(&get(&app, &own, "/api/v1/me").await)["status"], "connected");
    // The first version's view, by name.
    let first_version = app.get("/api/v1/instances/desk").await.body;
    assert_eq!(first_version["id"], instance["id"], "{first_version}");

    from_ann(&app, id, "IN1", "good morning").await;
    let chats = format!("{v2}/chats");
    until("the chat is there", async || first(&app.get(&chats).await.body)["externalId"] == ANN)
        .await;
    let body = json!({ "to": ANN, "body": "we open at nine" });
    let sent = post(&app, &own, "/api/v1/messages/text", body).await;
    let theirs = app.get(&format!("{chats}/{ANN}/messages")).await.body;
    let ours = get(&app, &own, &format!("/api/v1/chats/{ANN}/messages")).await;
    let ids = |body: &Value| -> Vec<Value> {
        let items = body["items"].as_array().expect("items");
        items.iter().map(|message| message["id"].clone()).collect()
    };
    assert_eq!(ids(ok(&ours)), ids(&theirs));
    assert_eq!(ids(&theirs).len(), 2, "{theirs}");
    assert!(ids(&theirs).contains(&ok(&sent)["message"]["id"]), "{theirs}");
    send_elsewhere(&app, "desk", ["bring it", "thank you"]).await;
    let expected = ["bring it", "good morning", "thank you", "we open at nine"];
    assert_one_chat(&app, &own, id, "desk", &expected).await;

    let path = format!("/api/v1/accounts/{account}");
    let renamed = call(&app, &token, Method::PATCH, &path, Some(json!({ "name": "front" }))).await;
    assert_eq!(ok(&renamed)["name"], "front");
    assert_eq!(app.get(&v2).await.body["name"], "front");
    let off = call(&app, &token, Method::POST, &format!("{path}/disconnect"), None).await;
    assert_eq!(ok(&off)["status"], "disconnected");
    let status = app.get(&format!("{v2}/status")).await.body;
    assert_eq!(status["isConnected"], false, "{status}");

    let deleted = app.call(Method::DELETE, &v2, None).await;
    assert!(deleted.status.is_success(), "{}", deleted.body);
    assert_eq!(line(&get(&app, &token, &path).await), "404 NOT_FOUND");
    assert_eq!(line(&get(&app, &own, "/api/v1/me").await), "401 UNAUTHORIZED");
    app.stop().await;
}

#[tokio::test]
async fn an_instance_of_another_network_is_no_account() {
    let options = TestOptions { database: Database::sqlite(), config: TestApp::config() };
    let others = Channels::from([(ChannelType::Discord, Arc::new(MockChannel::default()) as _)]);
    let serve = |app: &App| host_with(app, HttpOptions::default(), SocketOptions::default());
    let app = TestApp::with_channels(options, others, serve).await;
    let new = NewInstance {
        name: "elsewhere".to_owned(),
        channel: ChannelType::Discord,
        config: InstanceConfig::default(),
        agent: AgentConfig::default(),
        proxy: None,
    };
    let system = Caller::system(TenantId::DEFAULT);
    let id = instances::create(&app.app, &system, new).await.expect("done").instance.id;
    let account = account_id(id);
    assert_eq!(ok(&get(&app, &app.key, "/api/v1/accounts").await)["items"], json!([]));
    let samples = Samples::new();
    let secured = routes().iter().filter(|route| route.access().needs_credential());
    let secured = secured.filter(|route| has_body(route));
    let mut checked = 0;
    for route in secured {
        let sample = samples.of(route, &account);
        if !sample.is_about_account {
            continue;
        }
        let (method, path) = (route.method.clone(), &sample.path);
        let answer = call(&app, &app.key, method, path, sample.body).await;
        assert_eq!(line(&answer), "404 NOT_FOUND", "{} {path}", route.method);
        checked += 1;
    }
    assert!(checked > 60, "{checked}");
    app.stop().await;
}
