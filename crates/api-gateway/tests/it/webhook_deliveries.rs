//! The deliveries of a webhook, and its test, which is none.

use crate::support::{
    account_id, app_that_calls_out, call, connected, deliver, from_ann, get, line, message_of_ann,
    ok, post, until,
};
use crate::webhooks::write_all_events;
use axum::http::Method;
use omni_domain::content::Content;
use omni_domain::ids::InstanceId;
use omni_sandbox::receiver::{Behaviour, Delivery, Receiver};
use omni_testing::{Database, TestApp};
use serde_json::{Value, json};
use std::collections::BTreeSet;

struct Hook {
    receiver: Receiver,
    id: String,
    secret: String,
}

impl Hook {
    /// Received messages are delivered to it, once each.
    async fn new(app: &TestApp, account: InstanceId) -> Self {
        Self::of(app, account, json!(["message.received"])).await
    }

    /// These events are.
    async fn of(app: &TestApp, account: InstanceId, events: Value) -> Self {
        let receiver = Receiver::start(0).await.expect("a receiver");
        let new = json!({ "url": receiver.url(), "events": events, "retry_count": 0 });
        let path = format!("/api/v1/accounts/{}/webhooks", account_id(account));
        let made = post(app, &app.key, &path, new).await;
        let text = |name: &str| ok(&made)[name].as_str().expect("a text").to_owned();
        Self { receiver, id: text("id"), secret: text("secret") }
    }

    /// Its path as one of this account.
    fn path(&self, account: InstanceId, end: &str) -> String {
        format!("/api/v1/accounts/{}/webhooks/{}/{end}", account_id(account), self.id)
    }

    /// The headers that are documented, and the signature of the bytes.
    fn check_headers(&self, delivery: &Delivery, event: &str) {
        let mac = delivery.hmac_sha256(self.secret.as_bytes()).expect("a signature");
        let signature = format!("sha256={mac}");
        for (name, value) in [
            ("content-type", "application/json"),
            ("user-agent", "WhatsAppGateway-Webhook/1.0"),
            ("x-webhook-event", event),
            ("x-webhook-signature", signature.as_str()),
        ] {
            assert_eq!(delivery.header(name), value, "{name}");
        }
        assert!(!delivery.header("x-webhook-delivery-id").is_empty(), "{delivery:?}");
        assert!(delivery.header("x-webhook-timestamp").ends_with('Z'), "{delivery:?}");
    }
}

#[tokio::test]
async fn a_test_is_sent_once_in_the_envelope_and_signed() {
    let app = app_that_calls_out(Database::sqlite()).await;
    let (id, _) = connected(&app).await;
    let hook = Hook::new(&app, id).await;
    let path = hook.path(id, "test");
    let tested = call(&app, &app.key, Method::POST, &path, None).await;
    assert_eq!(
        (&ok(&tested)["delivered"], &tested.body["status"], &tested.body["error"]),
        (&json!(true), &json!(204), &Value::Null)
    );
    assert!(tested.body["duration_ms"].is_u64(), "{}", tested.body);
    hook.receiver.answer(Behaviour::status(500));
    let failed = call(&app, &app.key, Method::POST, &path, None).await;
    assert_eq!(
        (&ok(&failed)["delivered"], &failed.body["status"], &failed.body["error"]),
        (&json!(false), &json!(500), &json!("it answered 500"))
    );

    let received = hook.receiver.received();
    assert_eq!(received.len(), 2, "no test is repeated");
    for delivery in &received {
        let body = delivery.json();
        let expected = json!({
            "event": "webhook.test",
            "account_id": account_id(id),
            "timestamp": body["timestamp"],
            "data": { "message": "This is a test.", "webhook_id": hook.id },
        });
        assert_eq!(body, expected);
        let at = body["timestamp"].as_str().expect("a time");
        assert!(at.len() == 24 && at.ends_with('Z'), "ISO with milliseconds: {at}");
        hook.check_headers(delivery, "webhook.test");
    }
    let ids = [&received[0], &received[1]].map(|one| one.header("x-webhook-delivery-id"));
    assert_ne!(ids[0], ids[1]);
    let listed = get(&app, &app.key, &hook.path(id, "deliveries")).await;
    assert_eq!(ok(&listed)["items"], json!([]), "a test is no delivery");
    app.stop().await;
}

/// The newest delivery, once it has this state.
async fn newest(app: &TestApp, path: &str, status: &str) -> Value {
    let mut found = Value::Null;
    until(status, async || {
        found = get(app, &app.key, path).await.body["items"][0].clone();
        found["status"] == status
    })
    .await;
    found
}

#[tokio::test]
async fn deliveries_are_listed_with_their_outcome_and_page_by_page() {
    let app = app_that_calls_out(Database::sqlite()).await;
    let (id, _) = connected(&app).await;
    let hook = Hook::new(&app, id).await;
    let path = hook.path(id, "deliveries");
    from_ann(&app, id, "IN1", "is it open?").await;
    let delivered = newest(&app, &path, "delivered").await;
    hook.receiver.answer(Behaviour::status(400));
    // Lists are in the order of time.
    app.clock.advance(1000);
    from_ann(&app, id, "IN2", "until when?").await;
    let failed = newest(&app, &path, "failed").await;
    for (delivery, status, error) in
        [(&delivered, 204, Value::Null), (&failed, 400, json!("it answered 400"))]
    {
        assert_eq!(delivery["event"], "message.received", "{delivery}");
        assert_eq!((&delivery["attempts"], &delivery["last_status"]), (&json!(1), &json!(status)));
        assert_eq!(delivery["last_error"], error, "{delivery}");
        assert!(delivery["created_at"].is_string() && delivery["ended_at"].is_string());
    }
    let received = hook.receiver.received();
    let names: Vec<Value> =
        received.iter().map(|one| one.json()["data"]["wa_message_id"].clone()).collect();
    assert_eq!(names, ["IN1", "IN2"]);
    for delivery in &received {
        hook.check_headers(delivery, "message.received");
    }

    let first = get(&app, &app.key, &format!("{path}?limit=1")).await;
    assert_eq!(ok(&first)["items"], json!([failed]), "the newest first");
    let cursor = first.body["next_cursor"].as_str().expect("a cursor");
    let rest = get(&app, &app.key, &format!("{path}?limit=1&cursor={cursor}")).await;
    assert_eq!(ok(&rest)["items"], json!([delivered]));
    assert!(rest.body["next_cursor"].is_null());

    let other = app.instance("other").await;
    let elsewhere = get(&app, &app.key, &hook.path(other, "deliveries")).await;
    assert_eq!(line(&elsewhere), "404 NOT_FOUND");
    let path = hook.path(other, "test");
    let elsewhere = call(&app, &app.key, Method::POST, &path, None).await;
    assert_eq!(line(&elsewhere), "404 NOT_FOUND");
    assert_eq!(hook.receiver.received().len(), 2);
    app.stop().await;
}

#[tokio::test]
async fn deliveries_of_forwarded_messages_are_marked() {
    let app = app_that_calls_out(Database::sqlite()).await;
    let (id, token) = connected(&app).await;
    let hook = Hook::of(&app, id, json!(["message.received", "message.sent"])).await;
    let mut marked = message_of_ann("IN1", Content::text("see this"));
    marked.context.forwarded = true;
    deliver(&app, id, marked).await;
    from_ann(&app, id, "IN2", "my words").await;
    let to = json!({ "to": "15550003333" });
    ok(&post(&app, &token, "/api/v1/messages/IN2", to).await);
    until("all are delivered", async || hook.receiver.received().len() == 3).await;
    let bodies: Vec<Value> = hook.receiver.received().iter().map(Delivery::json).collect();
    let received = |name: &str| {
        let found = bodies.iter().find(|body| body["data"]["wa_message_id"] == name);
        found.expect("delivered")["data"].clone()
    };
    assert_eq!(received("IN1")["forwarded"], true, "{bodies:?}");
    assert!(received("IN2").get("forwarded").is_none(), "{bodies:?}");
    let sent = bodies.iter().find(|body| body["event"] == "message.sent").expect("delivered");
    assert_eq!(sent["data"]["forwarded"], true, "{bodies:?}");
    app.stop().await;
}

/// Bodies of all sixteen events, and several of those that have several forms.
fn golden(app: &TestApp, id: InstanceId) -> Vec<Value> {
    let text = include_str!("../golden_events.json");
    let text = text.replace("ACCOUNT", &account_id(id)).replace("HOST", app.app.public_url());
    serde_json::from_str(&text).expect("JSON")
}

#[tokio::test]
async fn each_of_the_sixteen_events_has_its_body_its_headers_and_its_signature() {
    let app = app_that_calls_out(Database::sqlite()).await;
    let (id, _) = connected(&app).await;
    let hook = Hook::of(&app, id, json!(["*"])).await;
    write_all_events(&app, id).await;
    let list = format!("{}?limit=200", hook.path(id, "deliveries"));
    until("all are delivered", async || {
        let page = get(&app, &app.key, &list).await;
        let rows = ok(&page)["items"].as_array().expect("a list");
        // The last event of the log.
        rows.iter().any(|row| row["event"] == "group.participant_removed")
            && rows.iter().all(|row| row["status"] == "delivered")
    })
    .await;
    let received = hook.receiver.received();
    let bodies: Vec<Value> = received.iter().map(Delivery::json).collect();
    let golden = golden(&app, id);
    for expected in &golden {
        let of_its_name: Vec<&Value> =
            bodies.iter().filter(|body| body["event"] == expected["event"]).collect();
        assert!(of_its_name.contains(&expected), "{expected:#} is not among {of_its_name:#?}");
    }
    let names: BTreeSet<&str> = golden.iter().filter_map(|one| one["event"].as_str()).collect();
    assert_eq!(names.len(), 16, "{names:?}");
    let mut attempts = BTreeSet::new();
    for (delivery, body) in received.iter().zip(&bodies) {
        hook.check_headers(delivery, body["event"].as_str().expect("a name"));
        let attempt = delivery.header("x-webhook-delivery-id");
        assert!(attempts.insert(attempt), "{attempt} is of one attempt alone");
    }
    app.stop().await;
}
