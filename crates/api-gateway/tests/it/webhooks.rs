//! Webhooks of an account.

use crate::socket::{Client, serve};
use crate::support::{
    account_id, app_that_calls_out, call, connected, from_ann, get, line, ok, post, sign_in,
    test_app, until,
};
use axum::http::{Method, StatusCode};
use omni_domain::event::{Event, EventBody, ParticipantAction};
use omni_domain::ids::{EventId, InstanceId};
use omni_sandbox::webhook::Webhook;
use omni_testing::{Database, Recorded, TestApp};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use uuid::Uuid;

#[tokio::test]
async fn a_webhook_is_made_changed_and_removed() {
    let app = test_app().await;
    let (id, own) = connected(&app).await;
    let token = sign_in(&app).await;
    let path = format!("/api/v1/accounts/{}/webhooks", account_id(id));
    let new = json!({
        "url": "https://example.com/hook", "events": ["*"], "retry_count": 5, "timeout_seconds": 15,
    });
    let refused = post(&app, &own, &path, new.clone()).await;
    assert_eq!(line(&refused), "401 UNAUTHORIZED", "not with an account's token");
    let created = post(&app, &token, &path, new).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    assert!(created.body["secret"].is_string());
    assert_eq!(
        (&created.body["retry_count"], &created.body["timeout_seconds"]),
        (&json!(5), &json!(15))
    );
    let one = format!("{path}/{}", created.body["id"].as_str().expect("an id"));
    let change = json!({ "events": ["message.received"], "active": false });
    let changed = call(&app, &token, Method::PATCH, &one, Some(change)).await;
    assert_eq!(ok(&changed)["events"], json!(["message.received"]));
    assert_eq!(changed.body["active"], false);
    let listed = get(&app, &token, &path).await;
    assert_eq!(ok(&listed)["items"].as_array().map(Vec::len), Some(1));
    assert!(listed.body["items"][0]["secret"].is_null());
    let wrong = json!({ "url": "https://example.com/hook", "events": ["ai.reply"] });
    assert_eq!(line(&post(&app, &token, &path, wrong).await), "400 VALIDATION_ERROR");
    ok(&call(&app, &token, Method::DELETE, &one, None).await);
    assert_eq!(line(&get(&app, &token, &one).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn an_administrator_manages_webhooks_and_an_agent_does_not() {
    let app = test_app().await;
    let (id, _) = connected(&app).await;
    let path = format!("/api/v1/accounts/{}/webhooks", account_id(id));
    for (role, expected) in [("admin", 201), ("agent", 401)] {
        let email = format!("{role}@example.com");
        let password = "correct horse battery";
        let new = json!({
            "email": email, "name": role, "role": role, "password": password,
            "mustChangePassword": false,
        });
        let created = app.post("/api/v2/users", new).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        let login = Some(json!({ "email": email, "password": password }));
        let login = app.call_as(None, Method::POST, "/api/v1/auth/login", login).await;
        assert_eq!(ok(&login)["user"]["role"], role);
        let token = login.body["token"].as_str().expect("a token");
        let webhook = json!({ "url": "https://example.com/hook" });
        let answer = post(&app, token, &path, webhook).await;
        assert_eq!(answer.status.as_u16(), expected, "{role}: {}", answer.body);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_list_has_the_webhooks_of_its_account_alone() {
    let app = test_app().await;
    let (id, _) = connected(&app).await;
    let other = app.instance("other").await;
    let made = async |account: InstanceId| {
        let path = format!("/api/v1/accounts/{}/webhooks", account_id(account));
        let body = json!({ "url": "https://example.com/hook" });
        let made = post(&app, &app.key, &path, body).await;
        ok(&made)["id"].as_str().expect("an id").to_owned()
    };
    made(other).await;
    let own = made(id).await;
    let of_omni = json!({ "url": "https://example.com/omni", "events": ["message.received"] });
    assert!(app.post("/api/v2/webhook-endpoints", of_omni).await.status.is_success());
    let path = format!("/api/v1/accounts/{}/webhooks?limit=1", account_id(id));
    let listed = get(&app, &app.key, &path).await;
    assert_eq!(ok(&listed)["items"].as_array().map(Vec::len), Some(1), "{}", listed.body);
    let shown = &listed.body["items"][0];
    assert_eq!(shown["id"], own.as_str());
    assert_eq!(
        (&shown["events"], &shown["retry_count"], &shown["timeout_seconds"], &shown["active"]),
        (&json!(["*"]), &json!(5), &json!(15), &json!(true)),
        "the documented values, where a request leaves them out"
    );
    assert!(listed.body["next_cursor"].is_null());
    let elsewhere = format!("/api/v1/accounts/{}/webhooks/{own}", account_id(other));
    assert_eq!(line(&get(&app, &app.key, &elsewhere).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_qr_is_delivered_to_those_who_may_link_and_is_not_in_the_log() {
    let app = test_app().await;
    app.channel.show_qr(true);
    let id = app.instance("one").await;
    let key = app.key_with(&["webhooks:write", "instances:read"]).await;
    let path = format!("/api/v1/accounts/{}/webhooks", account_id(id));
    for events in [json!(["*"]), json!([]), json!(["connection.qr"])] {
        let new = json!({ "url": "https://example.com/hook", "events": events });
        assert_eq!(line(&post(&app, &key, &path, new).await), "401 UNAUTHORIZED", "{events}");
    }
    let new = json!({ "url": "https://example.com/hook", "events": ["message.received"] });
    let created = post(&app, &key, &path, new).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let one = format!("{path}/{}", created.body["id"].as_str().expect("an id"));
    let more = Some(json!({ "events": ["*"] }));
    let changed = call(&app, &key, Method::PATCH, &one, more).await;
    assert_eq!(line(&changed), "401 UNAUTHORIZED", "nor afterwards");

    let owner = sign_in(&app).await;
    let connect = format!("/api/v1/accounts/{}/connect", account_id(id));
    let linking = call(&app, &owner, Method::POST, &connect, None).await;
    let code = ok(&linking)["qr"].as_str().expect("a QR").to_owned();
    let mut logged = String::new();
    until("it is in the log", async || {
        logged = app.get("/api/v2/events?eventType=instance.qr_offered").await.body.to_string();
        logged.contains("expiresAt")
    })
    .await;
    assert!(!logged.contains(&code));
    app.stop().await;
}

/// The members that the document names, and those alone.
fn check_members(document: &Value, delivered: &Value) {
    let name = delivered["event"].as_str().expect("a name");
    let operation = &document["paths"]["/api/v1/accounts/{id}/webhooks"]["post"];
    let called = &operation["callbacks"][name]["{$request.body#/url}"]["post"];
    let data =
        &called["requestBody"]["content"]["application/json"]["schema"]["properties"]["data"];
    let alternatives = match data["anyOf"].as_array() {
        Some(all) => all.clone(),
        None => vec![data.clone()],
    };
    let given: BTreeSet<&str> =
        delivered["data"].as_object().expect("data").keys().map(String::as_str).collect();
    let fits = |reference: &Value| {
        let path = reference["$ref"].as_str().expect("a form").trim_start_matches('#');
        let form = document.pointer(path).expect("in the document");
        let properties = form["properties"].as_object().expect("members");
        let mut required = form["required"].as_array().into_iter().flatten();
        given.iter().all(|member| properties.contains_key(*member))
            && required.all(|member| given.contains(member.as_str().expect("a name")))
    };
    assert!(alternatives.iter().any(fits), "{name}: {delivered}");
}

/// The recorded events, about this instance and a message of Ann.
async fn recorded(app: &TestApp, id: InstanceId) -> Recorded {
    from_ann(app, id, "IN0", "hello").await;
    let mut first = Value::Null;
    until("it is in the log", async || {
        let list = app.get("/api/v2/events?eventType=message.received").await.body;
        first = list["items"][0].clone();
        first.is_object()
    })
    .await;
    let of = |name: &str| first[name].as_str().expect("an id").to_owned();
    let ids = [id.to_string(), of("personId"), of("platformIdentityId"), of("canonicalChatId")];
    Recorded::about(ids)
}

#[tokio::test]
async fn each_event_has_the_members_that_the_document_names() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let recorded = recorded(&app, id).await;
    let address = serve(&app).await;
    let mut client = Client::admitted(address, json!({ "token": token })).await;
    recorded.write(&app).await;
    from_ann(&app, id, "END", "the end").await;
    let document = get(&app, &token, "/api/openapi.json").await.body;
    let mut seen = BTreeSet::new();
    loop {
        let event = client.next_event().await;
        let body = &event[1];
        if body["data"]["wa_message_id"] == "END" {
            break;
        }
        // What leaves no row is no event of webhooks.
        if event.len() > 2 {
            check_members(&document, body);
            seen.insert(event[0].as_str().expect("a name").to_owned());
        }
    }
    for name in ["message.received", "message.sent", "chat.updated", "connection.error"] {
        assert!(seen.contains(name), "{name} is not among {seen:?}");
    }
    assert!(seen.len() > 12, "{seen:?}");
    app.stop().await;
}

/// Writes events of all types to the log, about this instance; the last one is that people left a group.
pub(crate) async fn write_all_events(app: &TestApp, id: InstanceId) {
    let recorded = recorded(app, id).await;
    recorded.write(app).await;
    let removed = |event: Event| {
        let EventBody::GroupParticipants(change) = &event.body else { return None };
        let mut change = change.clone();
        change.action = ParticipantAction::Removed;
        let body = EventBody::GroupParticipants(change);
        Some(Event { id: EventId(Uuid::from_u128(7)), body, ..event })
    };
    let removed = recorded.events().into_iter().find_map(removed).expect("one of a group");
    let written: Result<(), omni_app::Error> = app
        .app
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.append_event(removed);
                Ok(())
            })
        })
        .await;
    written.expect("the event");
}

/// The names are those that the receiver got, of all sixteen events.
#[tokio::test]
async fn a_list_of_deliveries_has_the_names_that_were_sent() {
    let hook = Webhook::start(0).await.expect("a receiver");
    let app = app_that_calls_out(Database::sqlite()).await;
    let (id, _) = connected(&app).await;
    let owner = sign_in(&app).await;
    let path = format!("/api/v1/accounts/{}/webhooks", account_id(id));
    let made = post(&app, &owner, &path, json!({ "url": hook.url(), "events": ["*"] })).await;
    let webhook = ok(&made)["id"].as_str().expect("an id").to_owned();
    write_all_events(&app, id).await;
    let list = format!("{path}/{webhook}/deliveries?limit=200");
    let (mut listed, mut sent): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    until("all are delivered", async || {
        let page = get(&app, &owner, &list).await;
        let rows = ok(&page)["items"].as_array().expect("a list").clone();
        let name = |value: &Value| value["event"].as_str().expect("a name").to_owned();
        listed = rows.iter().map(name).collect();
        sent = hook.calls().iter().map(|call| name(&call.body)).collect();
        rows.iter().all(|row| row["status"] == "delivered")
            && rows.len() == sent.len()
            && sent.iter().any(|name| name == "group.participant_removed")
    })
    .await;
    listed.sort_unstable();
    sent.sort_unstable();
    assert_eq!(listed, sent);
    let known: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
    assert_eq!(
        known.into_iter().collect::<Vec<_>>(),
        [
            "ai.reply.failed",
            "ai.reply.generated",
            "ai.reply.sent",
            "chat.created",
            "chat.updated",
            "connection.connected",
            "connection.disconnected",
            "connection.error",
            "connection.qr",
            "group.participant_added",
            "group.participant_removed",
            "message.deleted",
            "message.delivered",
            "message.read",
            "message.received",
            "message.sent",
        ]
    );
    app.stop().await;
}

/// One node delivers for all, and instances are shared by both.
#[tokio::test]
async fn a_qr_is_in_its_delivery_whichever_node_owns_the_instance() {
    let hook = Webhook::start(0).await.expect("a receiver");
    let one = app_that_calls_out(Database::postgres().await).await;
    let two = one.joined("second-node", one.app.bus.clone()).await;
    for node in [&one, &two] {
        node.channel.show_qr(true);
    }
    let owner = sign_in(&one).await;
    let mut ids = Vec::new();
    for number in 0..4 {
        let id = one.instance(&format!("number {number}")).await;
        let path = format!("/api/v1/accounts/{}/webhooks", account_id(id));
        let new = json!({ "url": hook.url(), "events": ["connection.qr"] });
        let created = post(&one, &owner, &path, new).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        ids.push(id);
    }
    for id in &ids {
        let connect = format!("/api/v1/accounts/{}/connect", account_id(*id));
        ok(&call(&two, &owner, Method::POST, &connect, None).await);
    }
    let calls = hook.expect_calls(ids.len(), Duration::from_secs(30)).await.expect("deliveries");
    for call in calls {
        assert!(call.body["data"]["qr"].is_string(), "{}", call.body);
    }
    two.leave().await;
    one.stop().await;
}
