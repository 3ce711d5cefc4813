//! Recorded exchanges of the original server's SDKs: what they send, and what they read of the
//! response (`tests/fixtures/sdk`).
//!
//! A change of a response is a change of its fixture: `INSTA_UPDATE=always` records it again.

use crate::coverage::{fixture_name, settle};
use crate::sdk::for_sdks;
use crate::support::{ANN, BO, UNKNOWN_ID, ann, deliver, from_ann, key_with};
use axum::http::Method;
use omni_channel::OutboundContent;
use omni_domain::conversation::{Address, ChatType};
use omni_testing::{SentByMock, TestApp};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A call of an SDK: its name there, and its request.
struct Call(&'static str, Method, String, Value);

fn get(name: &'static str, path: impl Into<String>) -> Call {
    Call(name, Method::GET, path.into(), Value::Null)
}

fn post(name: &'static str, path: impl Into<String>, body: Value) -> Call {
    Call(name, Method::POST, path.into(), body)
}

fn patch(name: &'static str, path: impl Into<String>, body: Value) -> Call {
    Call(name, Method::PATCH, path.into(), body)
}

/// Makes the call, compares the exchange with the recorded one, and returns the response's body.
async fn exchange(app: &TestApp, call: Call) -> Value {
    let Call(name, method, path, body) = call;
    let sent = Some(body).filter(|body| !body.is_null());
    let answer = app.call(method.clone(), &format!("/api/v2{path}"), sent.clone()).await;
    let mut fixture = json!({
        "request": { "call": format!("{method} {path}"), "body": sent },
        "response": { "status": answer.status.as_u16(), "body": answer.body },
    });
    settle(&mut fixture, &mut Vec::new());
    insta::with_settings!({
        snapshot_path => "../fixtures/sdk",
        prepend_module_to_snapshot => false,
        omit_expression => true,
        description => name,
    }, {
        insta::assert_json_snapshot!(fixture_name(name), fixture);
    });
    answer.body
}

/// Waits until the list has that many rows: the state of a connection is recorded a moment later.
async fn wait_for(app: &TestApp, path: &str, rows: usize) {
    wait_until(app, path, |body| body["items"].as_array().map(Vec::len) == Some(rows)).await;
}

async fn wait_until(app: &TestApp, path: &str, done: impl Fn(&Value) -> bool) {
    let began = Instant::now();
    while !done(&app.get(path).await.body) {
        assert!(began.elapsed() < Duration::from_secs(20), "{path}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn id_of(body: &Value) -> String {
    body["data"]["id"].as_str().unwrap_or_else(|| panic!("an id: {body}")).to_owned()
}

#[tokio::test]
async fn providers_have_the_originals_names() {
    let app = for_sdks().await;
    let new = json!({
        "name": "agents", "schema": "agno", "baseUrl": "https://agents.example.com",
        "defaultStream": true, "defaultTimeout": 90, "supportsImages": true,
    });
    let created = exchange(&app, post("providers.create", "/providers", new)).await;
    assert_eq!(created["data"]["defaultTimeout"], 90_000);
    let path = format!("/providers/{}", id_of(&created));
    let change = json!({ "baseUrl": "https://other.example.com", "defaultTimeout": 30 });
    let changed = exchange(&app, patch("providers.update", path, change)).await;
    assert_eq!(changed["data"]["baseUrl"], "https://other.example.com");
    exchange(&app, get("providers.list", "/providers")).await;
    app.stop().await;
}

#[tokio::test]
async fn instances_have_the_agents_members_flat() {
    let app = for_sdks().await;
    let provider = json!({ "name": "p", "schema": "agno", "baseUrl": "https://a.example.com" });
    let provider = id_of(&app.post("/api/v2/providers", provider).await.body);
    let new = json!({
        "name": "one", "channel": "whatsapp-baileys", "agentProviderId": provider,
        "agentId": "helper",
    });
    let created = exchange(&app, post("instances.create", "/instances", new)).await;
    assert_eq!(created["data"]["agentProviderId"], provider.as_str());
    let path = format!("/instances/{}", id_of(&created));
    let change = json!({
        "agentProviderId": null, "agentTimeout": 30, "isActive": true, "isDefault": false,
        "agentReplyFilter": { "mode": "filtered", "conditions": { "onDm": true } },
    });
    let changed = exchange(&app, patch("instances.update", path.clone(), change)).await;
    assert_eq!(changed["data"]["agentProviderId"], Value::Null, "it is cleared");
    assert_eq!(changed["data"]["isActive"], true);
    assert_eq!(changed["data"]["agentReplyFilter"]["conditions"]["onMention"], false);
    wait_for(&app, "/api/v2/instances?status=active", 1).await;
    let active = exchange(&app, get("instances.list", "/instances?status=active&limit=10")).await;
    assert_eq!(active["meta"]["total"], 1, "{active}");
    let off = Some(json!({ "isActive": false }));
    let off = app.call(Method::PATCH, &format!("/api/v2{path}"), off).await;
    assert_eq!(off.body["isActive"], false);
    wait_for(&app, "/api/v2/instances?status=active", 0).await;
    wait_for(&app, "/api/v2/instances?status=inactive", 1).await;
    app.stop().await;
}

#[tokio::test]
async fn a_change_that_is_refused_connects_nothing() {
    let app = for_sdks().await;
    let id = app.instance("one").await;
    let path = format!("/api/v2/instances/{id}");
    let change = json!({ "isActive": true, "agentTimeout": 86_400 });
    let refused = app.call(Method::PATCH, &path, Some(change)).await;
    assert_eq!(refused.status.as_u16(), 400, "{}", refused.body);
    assert_eq!(app.get(&path).await.body["isActive"], false);
    // A key that may only read cannot connect it.
    let reader = app.key_with(&["instances:read"]).await;
    let change = Some(json!({ "isActive": true }));
    let refused = app.call_as(Some(&reader), Method::PATCH, &path, change).await;
    assert_eq!(refused.status.as_u16(), 403, "{}", refused.body);
    app.stop().await;
}

#[tokio::test]
async fn batch_jobs_and_syncs_are_started_by_type() {
    let app = for_sdks().await;
    let id = app.connected_instance("one").await;
    let job = json!({
        "jobType": "time_based_batch", "instanceId": id.to_string(), "daysBack": 7,
        "contentTypes": ["audio"], "force": true, "delayMinMs": 1, "delayMaxMs": 2,
    });
    let created = exchange(&app, post("batchJobs.create", "/batch-jobs", job)).await;
    assert_eq!(created["config"]["mediaTypes"], json!(["audio"]), "{created}");
    let chat = json!({ "jobType": "targeted_chat_sync", "instanceId": id.to_string() });
    let refused = app.post("/api/v2/batch-jobs", chat).await;
    assert_eq!(refused.status.as_u16(), 400, "{}", refused.body);
    let path = format!("/instances/{id}/sync");
    let sync = json!({ "type": "contacts", "depth": "7d" });
    exchange(&app, post("instances.startSync", path.clone(), sync)).await;
    let profile = app.post(&format!("/api/v2{path}"), json!({ "type": "profile" })).await;
    assert_eq!(profile.status.as_u16(), 400, "{}", profile.body);
    app.stop().await;
}

#[tokio::test]
async fn rules_and_keys_have_the_members_that_the_sdks_read() {
    let app = for_sdks().await;
    let rule = json!({ "ruleType": "deny", "phonePattern": "+1555*", "blockMessage": "later" });
    let created = exchange(&app, post("access.createRule", "/access/rules", rule)).await;
    assert_eq!(created["data"]["ruleType"], "deny");
    exchange(&app, get("access.listRules", "/access/rules")).await;
    let key = json!({ "name": "bot", "scopes": ["events:read"] });
    let key = id_of(&app.post("/api/v2/keys", key).await.body);
    let key = exchange(&app, get("keys.get", format!("/keys/{key}"))).await;
    assert_eq!(key["data"]["keyPrefix"], "omni_sk_");
    let health = app.get("/api/v2/health").await.body;
    assert_eq!(health["checks"]["eventBus"], health["checks"]["nats"]);
    app.stop().await;
}

#[tokio::test]
async fn sends_return_what_the_sdks_read() {
    let app = for_sdks().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "hello")]).await;
    let to = |more: Value| {
        let mut body = json!({ "instanceId": id.to_string(), "to": ANN });
        let more = more.as_object().expect("an object").clone();
        body.as_object_mut().expect("an object").extend(more);
        body
    };
    let media = to(json!({ "type": "document", "base64": "aGVsbG8=" }));
    let sent = app.post("/api/v2/messages/send/media", media).await.body;
    assert_eq!(sent["data"]["mediaType"], "document", "{sent}");
    let reaction = to(json!({ "messageId": "IN1", "emoji": "👍" }));
    let sent = exchange(&app, post("messages.sendReaction", "/messages/send/reaction", reaction));
    assert_eq!(sent.await["data"]["messageId"], "IN1");
    let contacts = format!("/instances/{id}/contacts");
    exchange(&app, get("instances.listContacts", contacts)).await;
    app.stop().await;
}

/// A message of a group, as the network delivers it.
fn in_group(id: &str, text: &str) -> omni_channel::Inbound {
    let mut received = from_ann(id, text);
    if let omni_channel::Inbound::Message(message) = &mut received {
        message.chat = Address::new("1203630@g.us");
        message.chat_type = ChatType::Group;
    }
    received
}

#[tokio::test]
async fn chats_and_messages_are_read_without_their_instance() {
    let app = for_sdks().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    deliver(&app, one, vec![from_ann("IN1", "hello"), in_group("IN2", "hello all")]).await;
    deliver(&app, two, vec![from_ann("IN3", "hello two")]).await;
    let all = app.get("/api/v2/chats").await.body;
    assert_eq!(all["items"].as_array().map(Vec::len), Some(3), "{all}");
    let mut seen = Vec::new();
    let mut path = "/api/v2/chats?limit=1".to_owned();
    loop {
        let page = app.get(&path).await.body;
        seen.push(page["items"][0]["id"].clone());
        let Some(cursor) = page["meta"]["cursor"].as_str() else { break };
        path = format!("/api/v2/chats?limit=1&cursor={cursor}");
    }
    let ids = all["items"].as_array().expect("chats").iter().map(|chat| chat["id"].clone());
    assert_eq!(seen, ids.collect::<Vec<_>>(), "the pages are the list");
    let groups = app.get("/api/v2/chats?chatType=group").await.body;
    assert_eq!(groups["items"].as_array().map(Vec::len), Some(1), "{groups}");
    let others = app.get("/api/v2/chats?excludeChatTypes=group").await.body;
    assert_eq!(others["items"].as_array().map(Vec::len), Some(2), "{others}");
    let path = format!("/chats?instanceId={one}&chatType=dm&unreadOnly=true");
    let mine = exchange(&app, get("chats.list", path)).await;
    let chat = mine["items"][0]["id"].as_str().expect("a chat").to_owned();
    exchange(&app, get("chats.get", format!("/chats/{chat}"))).await;
    let messages =
        exchange(&app, get("chats.getMessages", format!("/chats/{chat}/messages"))).await;
    let message = messages["items"][0]["id"].as_str().expect("a message").to_owned();
    assert_eq!(messages["meta"]["total"], 1);
    let earlier = app.get(&format!("/api/v2/chats/{chat}/messages?before={message}")).await.body;
    assert!(earlier["meta"]["total"].is_null(), "a part of a list has no total: {earlier}");
    let path = format!("/chats/{chat}/participants");
    exchange(&app, get("chats.listParticipants", path)).await;
    exchange(&app, get("messages.get", format!("/messages/{message}"))).await;
    let several = json!({ "instanceId": one.to_string(), "chatId": chat, "messageIds": [message] });
    let read = exchange(&app, post("messages.batchMarkRead", "/messages/read", several)).await;
    assert_eq!(read["data"]["messageCount"], 1, "{read}");
    let marked = app.get(&format!("/api/v2/messages/{message}")).await.body;
    assert_eq!(marked["status"], "read", "{marked}");
    let unknown = json!({ "instanceId": one.to_string(), "chatId": chat, "messageIds": ["NONE"] });
    let refused = app.post("/api/v2/messages/read", unknown).await;
    assert_eq!(refused.status.as_u16(), 404, "{}", refused.body);
    let instance = json!({ "instanceId": one.to_string() });
    let path = format!("/messages/{message}/read");
    exchange(&app, post("messages.markRead", path, instance.clone())).await;
    exchange(&app, post("chats.markRead", format!("/chats/{chat}/read"), instance)).await;
    let unread = format!("/api/v2/chats?instanceId={one}&chatType=dm&unreadOnly=true");
    assert_eq!(app.get(&unread).await.body["items"], json!([]));
    exchange(&app, get("instances.listGroups", format!("/instances/{one}/groups"))).await;
    app.stop().await;
}

#[tokio::test]
async fn a_limited_key_finds_only_the_chats_of_its_instances() {
    let app = for_sdks().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    deliver(&app, one, vec![from_ann("IN1", "hello")]).await;
    deliver(&app, two, vec![from_ann("IN2", "hello two")]).await;
    let key = key_with(&app, &["messages:read"], Some(&[&two.to_string()])).await;
    let call = |path: String| {
        let (app, key) = (&app, key.clone());
        async move { app.call_as(Some(&key), Method::GET, &path, None).await }
    };
    let seen = call("/api/v2/chats".to_owned()).await.body;
    assert_eq!(seen["items"].as_array().map(Vec::len), Some(1), "{seen}");
    assert_eq!(seen["items"][0]["instanceId"], two.to_string());
    let other = app.get(&format!("/api/v2/chats?instanceId={one}")).await.body;
    let other = other["items"][0]["id"].as_str().expect("a chat").to_owned();
    for path in ["", "/messages", "/participants"] {
        let refused = call(format!("/api/v2/chats/{other}{path}")).await;
        assert_eq!(refused.status.as_u16(), 404, "{path}: {}", refused.body);
    }
    app.stop().await;
}

#[tokio::test]
async fn polls_and_forwarded_messages_are_sent_by_the_sdks_requests() {
    let app = for_sdks().await;
    let id = app.connected_instance("one").await;
    let poll = json!({
        "instanceId": id.to_string(), "to": ANN, "question": "When?",
        "answers": ["now", "later", "never"], "multiSelect": true,
    });
    let sent = exchange(&app, post("messages.sendPoll", "/messages/send/poll", poll)).await;
    assert_eq!(sent["data"]["status"], "sent", "{sent}");
    let all = app.channel.session(id).expect("a session").sent();
    let [SentByMock::Message(message)] = all.as_slice() else { panic!("{all:?}") };
    let OutboundContent::Poll(poll) = &message.content else { panic!("{message:?}") };
    assert_eq!((poll.options.len(), poll.max_choices), (3, 3));
    let timed = json!({
        "instanceId": id.to_string(), "to": ANN, "question": "When?", "answers": ["a", "b"],
        "durationHours": 24,
    });
    let refused = app.post("/api/v2/messages/send/poll", timed).await;
    assert!(refused.body.to_string().contains("durationHours"), "{}", refused.body);

    deliver(&app, id, vec![from_ann("IN1", "the address")]).await;
    let forward = json!({
        "instanceId": id.to_string(), "to": BO, "messageId": "IN1", "fromChatId": ANN,
    });
    let sent =
        exchange(&app, post("messages.sendForward", "/messages/send/forward", forward)).await;
    assert_eq!(sent["data"]["status"], "sent", "{sent}");
    let all = app.channel.session(id).expect("a session").sent();
    let Some(SentByMock::Message(message)) = all.last() else { panic!("{all:?}") };
    assert!(message.context.forwarded && message.to == BO, "{message:?}");
    assert!(matches!(&message.content, OutboundContent::Text(text) if text == "the address"));
    app.stop().await;
}

/// Forwarded to its own phone, a message would be read without the scope to read.
#[tokio::test]
async fn a_key_that_may_not_read_cannot_forward_what_it_may_not_read() {
    let app = for_sdks().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "the address")]).await;
    let key = key_with(&app, &["messages:send"], None).await;
    let body = json!({ "instanceId": id.to_string(), "to": BO, "messageId": "IN1" });
    let path = "/api/v2/messages/forward";
    let refused = app.call_as(Some(&key), Method::POST, path, Some(body.clone())).await;
    assert_eq!(refused.status.as_u16(), 403, "{}", refused.body);
    assert_eq!(app.channel.session(id).expect("a session").sent().len(), 0);
    let both = key_with(&app, &["messages:send", "messages:read"], None).await;
    let sent = app.call_as(Some(&both), Method::POST, path, Some(body)).await;
    assert_eq!(sent.status.as_u16(), 201, "{}", sent.body);
    app.stop().await;
}

#[tokio::test]
async fn typing_is_shown_and_what_is_missing_is_501() {
    let app = for_sdks().await;
    let id = app.connected_instance("one").await;
    let body = |kind: &str| json!({ "instanceId": id.to_string(), "to": ANN, "type": kind });
    let call = post("messages.sendPresence", "/messages/send/presence", body("typing"));
    let shown = exchange(&app, call).await;
    assert_eq!(shown["data"]["duration"], 5000, "{shown}");
    let hidden = app.post("/api/v2/messages/send/presence", body("paused")).await;
    assert_eq!(hidden.body["data"]["duration"], 0, "{}", hidden.body);
    let shown = app.post("/api/v2/messages/send/presence", body("recording")).await;
    assert_eq!(shown.body["data"]["type"], "recording", "{}", shown.body);
    let refused = app.post("/api/v2/messages/send/presence", body("dancing")).await;
    assert_eq!(refused.status.as_u16(), 400, "{}", refused.body);
    let embed = post("messages.sendEmbed", "/messages/send/embed", json!({}));
    let refused = exchange(&app, embed).await;
    let text = refused["error"]["message"].as_str().expect("a sentence").to_owned();
    for path in ["/automations", "/automations/1/enable", "/payload-stats", "/event-ops/metrics"] {
        let refused = app.get(&format!("/api/v2{path}")).await;
        assert_eq!(refused.status.as_u16(), 501, "{path}: {}", refused.body);
        assert_eq!(refused.body["error"]["message"], text.as_str(), "{path}");
    }
    let anonymous = app.call_as(None, Method::GET, "/api/v2/automations", None).await;
    assert_eq!(anonymous.status.as_u16(), 401, "{}", anonymous.body);
    app.stop().await;
    let strict = crate::support::test_app().await;
    assert_eq!(strict.get("/api/v2/automations").await.status.as_u16(), 404);
    strict.stop().await;
}

#[tokio::test]
async fn jobs_logs_and_profiles_have_the_sdks_paths() {
    let app = for_sdks().await;
    let id = app.connected_instance("one").await;
    app.channel.session(id).expect("a session").put_person(ann());
    let job = json!({ "type": "media_reprocess", "config": { "mediaTypes": ["audio"] } });
    let job = id_of(&app.post("/api/v2/batch-jobs", job).await.body);
    let status = app.get(&format!("/api/v2/batch-jobs/{job}/status")).await.body;
    assert_eq!(status["data"]["id"], job.as_str(), "{status}");
    assert_eq!(status["data"]["jobType"], "time_based_batch");
    let jobs = app.get("/api/v2/batch-jobs?jobType=time_based_batch").await.body;
    assert_eq!(jobs["items"].as_array().map(Vec::len), Some(1), "{jobs}");
    let logs = app.get("/api/v2/logs/recent?modules=omni-api&limit=5").await;
    assert!(logs.body["items"].is_array(), "{}", logs.body);
    let call = get("instances.getUserProfile", format!("/instances/{id}/users/{ANN}/profile"));
    let profile = exchange(&app, call).await;
    assert_eq!(profile["data"]["displayName"], profile["name"], "{profile}");
    let sync = app.post(&format!("/api/v2/instances/{id}/sync"), json!({ "type": "groups" })).await;
    let syncs = app.get(&format!("/api/v2/instances/{id}/sync")).await.body;
    assert_eq!(syncs["items"][0]["jobId"], sync.body["jobId"], "{syncs}");
    assert_eq!(syncs["items"][0]["type"], "groups");
    let job = sync.body["jobId"].as_str().expect("an id").to_owned();
    let path = format!("/instances/{id}/sync/{job}");
    wait_until(&app, &format!("/api/v2{path}"), |body| body["status"] == "completed").await;
    let details = exchange(&app, get("instances.getSyncStatus", path)).await;
    assert_eq!(details["data"]["jobId"], job.as_str(), "{details}");
    let unknown = app.get(&format!("/api/v2/instances/{id}/sync/{UNKNOWN_ID}")).await;
    assert_eq!(unknown.status.as_u16(), 404, "{}", unknown.body);
    let none = app.get(&format!("/api/v2/instances/{id}/sync?limit=0")).await.body;
    assert_eq!((&none["items"], &none["meta"]["total"]), (&json!([]), &json!(1)));
    exchange(&app, get("deadLetters.stats", "/dead-letters/stats")).await;
    app.stop().await;
}
