//! Entry points, their attendants, the key for them, and the executions of their messages.

use crate::support::{UNKNOWN_ID, app_that_calls_out, host, line, until};
use axum::http::{Method, StatusCode};
use omni_api_omni::ApiOptions;
use omni_app::executions::{self, NewExecution};
use omni_app::{Caller, Channels};
use omni_channel_api::ApiChannel;
use omni_domain::TenantId;
use omni_domain::ids::{ConversationId, ExecutionId};
use omni_domain::instance::ChannelType;
use omni_sandbox::model::{Model, Reaction, Rule};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::sync::Arc;

const POINTS: &str = "/api/v2/entry-points";

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}")).to_owned()
}

async fn patch(app: &TestApp, path: &str, body: Value) -> Answer {
    app.call(Method::PATCH, path, Some(body)).await
}

async fn delete(app: &TestApp, path: &str) -> Answer {
    app.call(Method::DELETE, path, None).await
}

/// A new entry point; its path.
async fn point(app: &TestApp, name: &str) -> String {
    let made = app.post(POINTS, json!({ "name": name })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    format!("{POINTS}/{}", text(&made.body["id"]))
}

async fn user(app: &TestApp) -> String {
    let user = json!({ "email": "bo@example.com", "name": "Bo", "role": "viewer" });
    text(&app.post("/api/v2/users", user).await.body["user"]["id"])
}

#[tokio::test]
async fn entry_points_are_made_changed_and_deleted() {
    let app = app_that_calls_out().await;
    let made = app.post(POINTS, json!({ "name": " support " })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!((&made.body["name"], &made.body["isActive"]), (&json!("support"), &json!(true)));
    let id = text(&made.body["id"]);
    let public = text(&made.body["publicId"]);
    assert_eq!(public, format!("entry_point_{}", id.replace('-', "")));

    let taken = app.post(POINTS, json!({ "name": "support" })).await;
    assert_eq!(line(&taken), "409 CONFLICT");
    for name in ["", "  ", &"x".repeat(101)] {
        let wrong = app.post(POINTS, json!({ "name": name })).await;
        assert_eq!(line(&wrong), "400 VALIDATION_ERROR name", "{name}");
    }
    point(&app, "sales").await;
    let listed = app.get(POINTS).await.body;
    let names: Vec<_> = listed["items"].as_array().expect("items").iter().collect();
    assert_eq!((&names[0]["name"], &names[1]["name"]), (&json!("sales"), &json!("support")));
    assert_eq!(listed["meta"]["hasMore"], false);

    let path = format!("{POINTS}/{id}");
    let off = patch(&app, &path, json!({ "isActive": false })).await;
    assert_eq!((off.status, &off.body["isActive"]), (StatusCode::OK, &json!(false)));
    assert_eq!(line(&patch(&app, &path, json!({ "name": "sales" })).await), "409 CONFLICT");
    let found = app.get(&path).await.body;
    assert_eq!((&found["isActive"], &found["attendants"]), (&json!(false), &json!([])));
    assert_eq!(delete(&app, &path).await.status, StatusCode::OK);
    assert_eq!(line(&app.get(&path).await), "404 NOT_FOUND");
    assert_eq!(line(&delete(&app, &path).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn attendants_have_availability_a_limit_and_an_order() {
    let app = with_the_channel().await;
    let path = point(&app, "support").await;
    let attendants = format!("{path}/attendants");
    let new = json!({ "name": "bot", "channel": "api" });
    let bot = text(&app.post("/api/v2/instances", new).await.body["id"]);
    let phone = app.instance("phone").await.to_string();
    let bo = user(&app).await;

    let added = app.post(&attendants, json!({ "instanceId": bot, "maxConversations": 3 })).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    assert_eq!((&added.body["kind"], &added.body["instanceId"]), (&json!("agent"), &json!(bot)));
    assert_eq!((&added.body["isAvailable"], &added.body["position"]), (&json!(true), &json!(0)));
    let first = format!("/api/v2/attendants/{}", text(&added.body["id"]));
    let person = app.post(&attendants, json!({ "userId": bo, "position": -1 })).await;
    assert_eq!((&person.body["kind"], &person.body["userId"]), (&json!("person"), &json!(bo)));
    assert_eq!(person.body["maxConversations"], Value::Null);

    for (body, refused) in [
        (json!({}), "400 VALIDATION_ERROR instanceId"),
        (json!({ "instanceId": bot, "userId": bo }), "400 VALIDATION_ERROR instanceId"),
        (json!({ "instanceId": phone }), "400 VALIDATION_ERROR instanceId"),
        (json!({ "instanceId": UNKNOWN_ID }), "404 NOT_FOUND"),
        (json!({ "userId": UNKNOWN_ID }), "404 NOT_FOUND"),
        (json!({ "instanceId": bot }), "409 CONFLICT"),
        (
            json!({ "instanceId": bot, "maxConversations": 0 }),
            "400 VALIDATION_ERROR maxConversations",
        ),
    ] {
        let answer = app.post(&attendants, body.clone()).await;
        assert_eq!(line(&answer), refused, "{body}: {}", answer.body);
    }

    let order = async || -> Vec<Value> {
        let found = app.get(&path).await.body;
        let all = found["attendants"].as_array().expect("attendants").iter();
        all.map(|one| one["kind"].clone()).collect()
    };
    assert_eq!(order().await, ["person", "agent"]);
    let change = json!({ "isAvailable": false, "maxConversations": null, "position": -2 });
    let changed = patch(&app, &first, change).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    assert_eq!(changed.body["isAvailable"], false);
    assert_eq!(changed.body["maxConversations"], Value::Null);
    assert_eq!(order().await, ["agent", "person"]);
    let wrong = patch(&app, &first, json!({ "maxConversations": 0 })).await;
    assert_eq!(line(&wrong), "400 VALIDATION_ERROR maxConversations");
    assert_eq!(delete(&app, &first).await.status, StatusCode::OK);
    assert_eq!(line(&delete(&app, &first).await), "404 NOT_FOUND");
    assert_eq!(order().await, ["person"]);
    app.stop().await;
}

#[tokio::test]
async fn the_key_is_shown_once_and_its_status_always() {
    let app = app_that_calls_out().await;
    let status = format!("{POINTS}/key");
    let none = app.get(&status).await.body;
    assert_eq!((&none["exists"], &none["id"]), (&json!(false), &Value::Null));
    let rotate = || app.call(Method::POST, "/api/v2/entry-points/key/rotate", None);
    let first = rotate().await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let key = text(&first.body["key"]);
    assert!(key.starts_with("ak_"), "{key}");
    let second = rotate().await.body;
    assert_eq!(first.body["id"], second["id"], "it is one key");
    assert_ne!(first.body["key"], second["key"]);
    let shown = app.get(&status).await.body;
    assert_eq!((&shown["exists"], &shown["id"]), (&json!(true), &second["id"]));
    let end = text(&second["key"]);
    assert_eq!(shown["suffix"], format!("...{}", &end[end.len() - 4..]));
    assert!(!shown.to_string().contains(&end), "{shown}");
    let narrow = app.key_with(&["admin:*"]).await;
    let more = app.call_as(Some(&narrow), Method::POST, "/api/v2/entry-points/key/rotate", None);
    assert_eq!(line(&more.await), "403 FORBIDDEN", "it may do no more than who makes it");
    app.stop().await;
}

#[tokio::test]
async fn among_the_api_keys_it_keeps_its_own_form() {
    let app = app_that_calls_out().await;
    let rotate = || app.call(Method::POST, "/api/v2/entry-points/key/rotate", None);
    let first = rotate().await.body;
    let prefixes = async || -> Vec<String> {
        let list = app.get("/api/v2/api-keys").await.body;
        let keys = list["items"].as_array().expect("keys").iter();
        let mut all: Vec<String> = keys.map(|key| text(&key["prefix"])).collect();
        all.sort();
        all
    };
    assert_eq!(prefixes().await, ["ak_", "omni_sk_"]);
    let path = format!("/api/v2/api-keys/{}", text(&first["id"]));
    assert_eq!(app.get(&path).await.body["prefix"], "ak_");
    let other = app.call(Method::POST, &format!("{path}/regenerate"), None).await;
    assert_eq!(other.status, StatusCode::OK, "{}", other.body);
    let secret = text(&other.body["key"]);
    assert!(secret.starts_with("ak_") && secret != text(&first["key"]), "{secret}");
    let of_omni = app.call_as(Some(&secret), Method::GET, "/api/v2/chats", None).await;
    assert_eq!(of_omni.status, StatusCode::UNAUTHORIZED, "it is no key of this API");
    assert!(app.call(Method::DELETE, &path, None).await.status.is_success());
    rotate().await;
    assert_eq!(prefixes().await, ["ak_", "ak_", "omni_sk_"], "also once it is revoked");
    app.stop().await;
}

/// Its programs take 403 for a suspended account, so that there is no such key with fewer rights.
#[tokio::test]
async fn of_the_key_the_name_alone_can_be_changed() {
    let app = app_that_calls_out().await;
    let rotate = || app.call(Method::POST, "/api/v2/entry-points/key/rotate", None);
    let path = format!("/api/v2/api-keys/{}", text(&rotate().await.body["id"]));
    let before = app.get(&path).await.body;
    assert_eq!(before["scopes"], json!(["messages:send", "messages:read"]));
    for (body, field, advice) in [
        (json!({ "scopes": ["messages:send"] }), "scopes", "create another API key"),
        (json!({ "scopes": ["messages:send", "events:read"] }), "scopes", "create another API key"),
        (json!({ "scopes": ["*"] }), "scopes", "create another API key"),
        (json!({ "instanceIds": [] }), "instanceIds", "change the attendants"),
        (json!({ "instanceIds": [UNKNOWN_ID] }), "instanceIds", "change the attendants"),
        (json!({ "expiresAt": "2099-01-01T00:00:00Z" }), "expiresAt", "replace or revoke it"),
    ] {
        let refused = patch(&app, &path, body.clone()).await;
        assert_eq!(line(&refused), format!("400 VALIDATION_ERROR {field}"), "{body}");
        assert!(refused.body.to_string().contains(advice), "{}", refused.body);
    }
    assert_eq!(app.get(&path).await.body, before, "nothing was changed");
    let same = json!({
        "name": "shop", "scopes": ["messages:read", "messages:send"],
        "instanceIds": null, "expiresAt": null,
    });
    let renamed = patch(&app, &path, same).await;
    assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.body);
    assert_eq!(renamed.body["name"], "shop");
    app.stop().await;
}

/// An application with the channel `api`.
async fn with_the_channel() -> TestApp {
    let mut config = TestApp::config();
    config.outbound.allow = vec!["127.0.0.1".to_owned()];
    config.turns.max_attempts = 1;
    let channels = Channels::from([(ChannelType::Api, Arc::new(ApiChannel) as _)]);
    let options = TestOptions { database: Database::sqlite(), config };
    TestApp::with_channels(options, channels, |app| host(app, ApiOptions::default())).await
}

/// Entry points with a bot each, whose agent is the model.
struct Talk {
    app: TestApp,
    points: [String; 2],
    bots: [String; 2],
}

impl Talk {
    async fn new(model: &Model) -> Self {
        let app = with_the_channel().await;
        let (mut points, mut bots) = (Vec::new(), Vec::new());
        for name in ["support", "sales"] {
            let agent = json!({ "type": "openai", "apiUrl": model.url(), "agentId": "sandbox" });
            let new = json!({ "name": name, "channel": "api", "agent": agent });
            let bot = text(&app.post("/api/v2/instances", new).await.body["id"]);
            let connect = format!("/api/v2/instances/{bot}/connect");
            assert!(app.call(Method::POST, &connect, None).await.status.is_success());
            let path = point(&app, name).await;
            let added = app.post(&format!("{path}/attendants"), json!({ "instanceId": bot })).await;
            assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
            points.push(path.rsplit('/').next().expect("an id").to_owned());
            bots.push(bot);
        }
        let points: [String; 2] = points.try_into().expect("two");
        let bots: [String; 2] = bots.try_into().expect("two");
        Self { app, points, bots }
    }

    async fn execute(
        &self,
        point: usize,
        message: &str,
        conversation: Option<ConversationId>,
    ) -> (ConversationId, ExecutionId) {
        let new = NewExecution {
            entry_point: self.points[point].parse().expect("an id"),
            conversation,
            message: message.to_owned(),
        };
        let caller = Caller::system(TenantId::DEFAULT);
        let accepted = executions::execute(&self.app.app, &caller, new).await.expect("accepted");
        (accepted.conversation_id, accepted.execution_id)
    }

    async fn execution(&self, id: ExecutionId) -> Value {
        self.app.get(&format!("/api/v2/executions/{id}")).await.body
    }

    async fn until_it_is(&self, id: ExecutionId, status: &str) -> Value {
        until(status, async || self.execution(id).await["status"] == status).await;
        self.execution(id).await
    }

    /// The ids of a list.
    async fn listed(&self, query: &str) -> Vec<String> {
        let list = self.app.get(&format!("/api/v2/executions{query}")).await;
        assert_eq!(list.status, StatusCode::OK, "{query}: {}", list.body);
        let items = list.body["items"].as_array().expect("items");
        items.iter().map(|one| text(&one["id"])).collect()
    }
}

#[tokio::test]
async fn executions_are_listed_by_what_they_are_of_and_by_their_state() {
    let model = Model::start(0).await.expect("a model");
    model.script(vec![
        Rule::new("refuse", Reaction::Fail(400)),
        Rule::new("", Reaction::Say("at your service".into())),
    ]);
    let talk = Talk::new(&model).await;
    let (conversation, first) = talk.execute(0, "hello", None).await;
    let done = talk.until_it_is(first, "completed").await;
    assert_eq!(done["response"], "at your service");
    assert_eq!(done["message"], "hello");
    let list = talk.app.get("/api/v2/executions").await.body;
    assert_eq!(list["items"][0]["message"], "hello", "{list}");
    assert_eq!(done["publicId"], format!("exec_{}", first.0.simple()));
    assert_eq!(done["conversationPublicId"], format!("conv_{}", conversation.0.simple()));
    assert_eq!((&done["seq"], &done["error"]), (&json!(1), &Value::Null));
    assert!(done["answeredAt"].is_string() && done["supersededAt"].is_null(), "{done}");
    let turn = talk.app.get(&format!("/api/v2/turns/{}", text(&done["turnId"]))).await.body;
    assert_eq!(turn["messageIds"], json!([done["messageId"]]));

    let (_, second) = talk.execute(1, "refuse this", None).await;
    let failed = talk.until_it_is(second, "failed").await;
    assert_eq!(failed["response"], Value::Null);
    assert_eq!(failed["error"]["stage"], "agent_request", "{failed}");

    let (first, second) = (first.to_string(), second.to_string());
    assert_eq!(talk.listed("").await, [second.clone(), first.clone()], "newest first");
    let [support, sales] = &talk.points;
    for (query, expected) in [
        (format!("?entryPointId={support}"), vec![&first]),
        (format!("?entryPointId={sales}"), vec![&second]),
        (format!("?conversationId={conversation}"), vec![&first]),
        (format!("?instanceId={}", talk.bots[1]), vec![&second]),
        ("?status=failed".to_owned(), vec![&second]),
        ("?status=completed,failed".to_owned(), vec![&second, &first]),
        ("?status=superseded".to_owned(), vec![]),
        (format!("?entryPointId={UNKNOWN_ID}"), vec![]),
    ] {
        let expected: Vec<String> = expected.into_iter().cloned().collect();
        assert_eq!(talk.listed(&query).await, expected, "{query}");
    }
    let page = talk.app.get("/api/v2/executions?limit=1").await.body;
    let cursor = text(&page["meta"]["cursor"]);
    assert_eq!(talk.listed(&format!("?limit=1&cursor={cursor}")).await, [first]);
    let unknown = talk.app.get(&format!("/api/v2/executions?instanceId={UNKNOWN_ID}")).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");
    talk.app.stop().await;
}
