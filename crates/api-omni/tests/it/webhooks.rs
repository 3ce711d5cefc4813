//! Webhooks: endpoints over the API, and deliveries to a receiver on loopback.

use crate::support::{deliver, from_ann, from_bo, key_with, line, test_app_with, until};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, Version};
use omni_app::webhooks::sign;
use omni_app::{Caller, metrics};
use omni_domain::ids::TenantId;
use omni_sandbox::receiver::{Behaviour, Delivery, Receiver};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(30);

async fn app_on(database: Database) -> TestApp {
    let mut config = TestApp::config();
    config.outbound.allow = vec!["127.0.0.1".to_owned()];
    test_app_with(TestOptions { database, config }).await
}

async fn setup() -> (TestApp, Receiver) {
    (app_on(Database::sqlite()).await, Receiver::start(0).await.expect("a receiver"))
}

/// An endpoint of received messages, with these members beside its address; its id and its secret.
async fn endpoint(app: &TestApp, receiver: &Receiver, more: Value) -> (String, String) {
    let mut body = json!({ "url": receiver.url(), "events": ["message.received"] });
    let more = more.as_object().expect("an object").clone();
    body.as_object_mut().expect("an object").extend(more);
    let created = app.post("/api/v2/webhook-endpoints", body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let text = |name: &str| created.body[name].as_str().expect("a text").to_owned();
    (text("id"), text("secret"))
}

fn texts(deliveries: &[Delivery]) -> Vec<String> {
    let text =
        |one: &Delivery| one.json()["data"]["textContent"].as_str().unwrap_or("-").to_owned();
    deliveries.iter().map(text).collect()
}

fn is_signed_by(delivery: &Delivery, secret: &str) -> bool {
    let seconds = delivery.header("webhook-timestamp").parse().expect("seconds");
    let secrets = [secret.to_owned()];
    let expected = sign(&secrets, delivery.header("webhook-id"), seconds, &delivery.body);
    delivery.header("webhook-signature").split(' ').any(|one| one == expected)
}

/// Waits until a response satisfies this.
async fn wait_for(app: &TestApp, path: &str, done: impl Fn(&Value) -> bool) -> Value {
    let began = Instant::now();
    loop {
        let body = app.get(path).await.body;
        if done(&body) {
            return body;
        }
        assert!(began.elapsed() < SOON, "{path}: {body:#}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until the only delivery satisfies this.
async fn the_delivery(app: &TestApp, done: impl Fn(&Value) -> bool) -> Value {
    let list = wait_for(app, "/api/v2/webhook-deliveries", |list| {
        list["items"].as_array().is_some_and(|all| all.len() == 1) && done(&list["items"][0])
    })
    .await;
    list["items"][0].clone()
}

async fn send(app: &TestApp, method: Method, path: &str, body: Value) -> Answer {
    app.call(method, path, Some(body)).await
}

async fn an_event_is_delivered(database: Database) {
    let app = app_on(database).await;
    let receiver = Receiver::start(0).await.expect("a receiver");
    receiver.answer(Behaviour {
        body: "thanks ".repeat(400),
        ..Behaviour::status(200).with("x-request-id", "r1")
    });
    let headers = json!({ "headers": { "Authorization": "Bearer mine" } });
    let (id, secret) = endpoint(&app, &receiver, headers).await;
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, vec![from_ann("IN1", "hello")]).await;
    let received = receiver.expect(1, SOON).await.expect("a delivery").remove(0);
    assert!(is_signed_by(&received, &secret));
    assert_eq!(received.header("authorization"), "Bearer mine");
    assert_eq!(received.header("content-type"), "application/json");
    let body = received.json();
    let event =
        app.get(&format!("/api/v2/events/{}", body["data"]["id"].as_str().expect("an id"))).await;
    assert_eq!((&body["type"], &body["data"]), (&json!("message.received"), &event.body));
    assert_eq!(body["timestamp"], event.body["createdAt"]);

    let delivery = the_delivery(&app, |one| one["status"] == "delivered").await;
    assert_eq!(delivery["id"], received.header("webhook-id"));
    assert_eq!((&delivery["endpointId"], &delivery["eventSeq"]), (&json!(id), &event.body["seq"]));
    let path = format!("/api/v2/webhook-deliveries/{}", received.header("webhook-id"));
    let details = app.get(&path).await.body;
    let response = &details["attempts"][0]["response"];
    assert_eq!(
        (&response["status"], &response["headers"]["x-request-id"]),
        (&json!(200), &json!("r1"))
    );
    assert_eq!(response["body"].as_str().expect("its beginning").len(), 1024);
    let shown = app.get(&format!("/api/v2/webhook-endpoints/{id}")).await.body;
    assert_eq!(shown["headers"], json!({ "authorization": "********" }));
    assert!(!shown.to_string().contains("whsec_") && shown.get("secret").is_none());
    app.stop().await;
}

#[tokio::test]
async fn an_event_is_delivered_signed_on_sqlite() {
    an_event_is_delivered(Database::sqlite()).await;
}

#[tokio::test]
async fn an_event_is_delivered_signed_on_postgres() {
    an_event_is_delivered(Database::postgres().await).await;
}

#[tokio::test]
async fn an_endpoint_gets_what_its_filter_takes() {
    let (app, receiver) = setup().await;
    let (one, other) = (app.connected_instance("one").await, app.connected_instance("other").await);
    endpoint(
        &app,
        &receiver,
        json!({ "instanceIds": [other], "direction": "inbound", "chatTypes": ["dm"] }),
    )
    .await;
    let nothing = Receiver::start(0).await.expect("a receiver");
    endpoint(&app, &nothing, json!({ "chatTypes": ["group"] })).await;
    endpoint(&app, &nothing, json!({ "direction": "outbound" })).await;
    endpoint(&app, &nothing, json!({ "events": ["agent.*"] })).await;
    deliver(&app, one, vec![from_ann("IN1", "to one")]).await;
    deliver(&app, other, vec![from_ann("IN2", "to the other")]).await;
    deliver(&app, other, vec![from_bo("IN3", "again")]).await;
    let received = receiver.expect(2, SOON).await.expect("deliveries");
    assert_eq!(texts(&received), ["to the other", "again"]);
    let list = wait_for(&app, "/api/v2/webhook-deliveries?status=delivered", |list| {
        list["items"].as_array().is_some_and(|all| all.len() == 2)
    })
    .await;
    assert_eq!(list["items"][0]["eventType"], "message.received");
    assert!(nothing.received().is_empty());
    app.stop().await;
}

#[tokio::test]
async fn what_fails_is_repeated_with_the_same_id_until_it_succeeds() {
    let (app, receiver) = setup().await;
    receiver.answer_next(vec![
        Behaviour::status(500),
        Behaviour::status(429).with("retry-after", "1"),
        Behaviour::status(302).with("location", "http://127.0.0.1:1/"),
    ]);
    let (id, _) = endpoint(&app, &receiver, json!({ "retryDelays": [10, 10, 10, 10] })).await;
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, vec![from_ann("IN1", "hello")]).await;
    for attempts in 1..=3 {
        let waiting = the_delivery(&app, |one| one["attemptCount"] == attempts).await;
        assert_eq!(waiting["status"], "pending", "{waiting}");
        app.clock.advance(11_000);
    }
    let delivery = the_delivery(&app, |one| one["status"] == "delivered").await;
    let received = receiver.received();
    assert_eq!(received.len(), 4);
    assert!(received.iter().all(|one| one.header("webhook-id") == delivery["id"]));
    assert!(received.iter().all(|one| one.body == received[0].body), "the body is stable");
    let path = format!("/api/v2/webhook-deliveries/{}", received[0].header("webhook-id"));
    let attempts = app.get(&path).await.body["attempts"].clone();
    let statuses: Vec<_> = attempts
        .as_array()
        .expect("attempts")
        .iter()
        .map(|one| &one["response"]["status"])
        .collect();
    assert_eq!(statuses, [500, 429, 302, 204]);
    assert_eq!(attempts[2]["response"]["headers"]["location"], "http://127.0.0.1:1/");
    let shown = app.get(&format!("/api/v2/webhook-endpoints/{id}")).await.body;
    assert_eq!((&shown["failingSince"], &shown["consecutiveFailures"]), (&Value::Null, &json!(0)));
    until("the figures", async || {
        let text = metrics::render(&app.app, &Caller::system(TenantId::DEFAULT)).await;
        let text = text.expect("an operator");
        [
            "omni_webhook_deliveries_total{outcome=\"delivered\"} 1\n",
            "omni_webhook_deliveries_total{outcome=\"failed\"} 0\n",
            "omni_webhook_retries_total 3\n",
            "omni_webhook_lag_events 0\n",
            "omni_webhook_endpoints{state=\"active\"} 1\n",
            "omni_webhook_endpoints{state=\"disabled\"} 0\n",
        ]
        .iter()
        .all(|line| text.contains(line))
    })
    .await;
    app.stop().await;
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_disabled_and_gets_what_it_missed() {
    let (app, receiver) = setup().await;
    receiver.answer_next(vec![Behaviour::status(410)]);
    let (id, _) = endpoint(&app, &receiver, json!({})).await;
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, vec![from_ann("IN1", "one")]).await;
    let path = format!("/api/v2/webhook-endpoints/{id}");
    let shown = wait_for(&app, &path, |one| one["active"] == false).await;
    assert_eq!(shown["disabledReason"], "gone");
    let events = app.get("/api/v2/events?eventType=webhook.endpoint_disabled").await.body;
    let payload = &events["items"][0]["payload"];
    assert_eq!((&payload["endpointId"], &payload["reason"]), (&json!(id), &json!("gone")));
    deliver(&app, instance, vec![from_ann("IN2", "two"), from_bo("IN3", "three")]).await;
    let refused = send(
        &app,
        Method::POST,
        &format!(
            "/api/v2/webhook-deliveries/{}/replay",
            receiver.received()[0].header("webhook-id")
        ),
        json!({}),
    )
    .await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    let enabled =
        send(&app, Method::POST, &format!("{path}/enable"), json!({ "sendMissed": true })).await;
    assert_eq!(enabled.body["active"], true, "{}", enabled.body);
    let mut missed = texts(&receiver.expect(3, SOON).await.expect("what was missed")[1..]);
    missed.sort();
    assert_eq!(missed, ["three", "two"]);
    app.stop().await;
}

#[tokio::test]
async fn an_endpoint_that_keeps_failing_is_disabled_and_its_failures_are_replayed() {
    let (app, receiver) = setup().await;
    receiver.answer(Behaviour { body: "no".to_owned(), ..Behaviour::status(400) });
    let (id, _) = endpoint(&app, &receiver, json!({ "disableAfter": 2 })).await;
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, vec![from_ann("IN1", "one")]).await;
    let delivery = the_delivery(&app, |one| one["status"] == "failed").await;
    assert_eq!(
        (&delivery["responseStatus"], &delivery["error"]),
        (&json!(400), &json!("it answered 400"))
    );
    deliver(&app, instance, vec![from_ann("IN2", "two")]).await;
    let path = format!("/api/v2/webhook-endpoints/{id}");
    let shown = wait_for(&app, &path, |one| one["active"] == false).await;
    assert_eq!(shown["disabledReason"], "too_many_failures");
    assert_eq!(shown["consecutiveFailures"], 2);
    deliver(&app, instance, vec![from_ann("IN3", "missed")]).await;
    receiver.answer(Behaviour::status(200));
    let many = "/api/v2/webhook-deliveries/replay";
    let none = send(&app, Method::POST, many, json!({})).await;
    assert_eq!((&none.body["replayed"], &none.body["hasMore"]), (&json!(0), &json!(false)));
    let refused = send(&app, Method::POST, many, json!({ "endpointId": id })).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    let enabled = send(&app, Method::PATCH, &path, json!({ "active": true })).await;
    assert_eq!(
        (&enabled.body["active"], &enabled.body["consecutiveFailures"]),
        (&json!(true), &json!(0))
    );
    let before = json!({ "endedBy": "2026-01-01T00:00:00.000Z" });
    let none = send(&app, Method::POST, many, before).await;
    assert_eq!(none.body["replayed"], 0, "both ended later: {}", none.body);
    let replayed = send(&app, Method::POST, many, json!({})).await;
    assert_eq!((&replayed.body["replayed"], &replayed.body["hasMore"]), (&json!(2), &json!(false)));
    assert_eq!(replayed.body["endedBy"], app.app.env.now().to_string(), "{}", replayed.body);
    let received = receiver.expect(4, SOON).await.expect("the replay");
    let mut again = texts(&received[2..]);
    again.sort();
    assert_eq!(again, ["one", "two"], "what was missed is not sent");
    wait_for(&app, "/api/v2/webhook-deliveries?status=delivered", |list| {
        list["items"].as_array().is_some_and(|all| all.len() == 2)
    })
    .await;
    let one =
        format!("/api/v2/webhook-deliveries/{}/replay", delivery["id"].as_str().expect("an id"));
    let again = send(&app, Method::POST, &one, json!({})).await;
    assert_eq!(
        (&again.body["status"], &again.body["replays"]),
        (&json!("pending"), &json!(2)),
        "{}",
        again.body
    );
    let received = receiver.expect(5, SOON).await.expect("once more");
    assert_eq!(received[4].header("webhook-id"), delivery["id"]);
    let unbounded = json!({ "status": ["delivered"] });
    let refused = send(&app, Method::POST, "/api/v2/webhook-deliveries/replay", unbounded).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    app.stop().await;
}

#[tokio::test]
async fn what_waits_is_given_up_when_an_endpoint_is_enabled_without_it() {
    let (app, receiver) = setup().await;
    receiver.answer(Behaviour::status(503));
    let (id, _) = endpoint(&app, &receiver, json!({ "retryDelays": [3600] })).await;
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, vec![from_ann("IN1", "one")]).await;
    the_delivery(&app, |one| one["attemptCount"] == 1).await;
    let path = format!("/api/v2/webhook-endpoints/{id}");
    let wrong = json!({ "active": true, "timeoutMs": 1 });
    for (change, status) in
        [(json!({ "active": false }), StatusCode::OK), (wrong, StatusCode::BAD_REQUEST)]
    {
        let changed = send(&app, Method::PATCH, &path, change).await;
        assert_eq!(changed.status, status, "{}", changed.body);
    }
    the_delivery(&app, |one| one["status"] == "pending").await;
    let enabled = send(&app, Method::PATCH, &path, json!({ "active": true })).await;
    assert_eq!(enabled.body["active"], true, "{}", enabled.body);
    let given_up = the_delivery(&app, |one| one["status"] == "failed").await;
    assert_eq!(given_up["error"], "the endpoint was enabled again without what it had missed");
    app.stop().await;
}

#[tokio::test]
async fn a_chat_waits_for_its_first_delivery_and_others_do_not() {
    let (app, receiver) = setup().await;
    receiver.answer_next(vec![Behaviour::status(503)]);
    endpoint(&app, &receiver, json!({ "ordering": "per_chat", "retryDelays": [10, 10, 10] })).await;
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, vec![from_ann("A1", "a1")]).await;
    receiver.expect(1, SOON).await.expect("the first");
    deliver(&app, instance, vec![from_ann("A2", "a2"), from_bo("B1", "b1"), from_ann("A3", "a3")])
        .await;
    assert_eq!(texts(&receiver.expect(2, SOON).await.expect("Bo's")), ["a1", "b1"]);
    let pending = "/api/v2/webhook-deliveries?status=pending";
    wait_for(&app, pending, |list| list["items"].as_array().is_some_and(|all| all.len() == 3))
        .await;
    app.clock.advance(11_000);
    let received = receiver.expect(5, SOON).await.expect("the rest");
    assert_eq!(texts(&received), ["a1", "b1", "a1", "a2", "a3"]);
    app.stop().await;
}

#[tokio::test]
async fn the_previous_secret_signs_for_as_long_as_was_asked_for() {
    let (app, receiver) = setup().await;
    let (id, first) = endpoint(&app, &receiver, json!({})).await;
    let instance = app.connected_instance("shop").await;
    let rotate = format!("/api/v2/webhook-endpoints/{id}/rotate-secret");
    let rotated = send(&app, Method::POST, &rotate, json!({ "overlapSeconds": 60 })).await;
    let second = rotated.body["secret"].as_str().expect("a secret").to_owned();
    assert_eq!(rotated.body["previousSecretUntil"], "2026-01-02T03:05:05.000Z", "{}", rotated.body);
    deliver(&app, instance, vec![from_ann("IN1", "one")]).await;
    let received = receiver.expect(1, SOON).await.expect("a delivery").remove(0);
    assert!(is_signed_by(&received, &first) && is_signed_by(&received, &second));
    let third = send(&app, Method::POST, &rotate, json!({ "overlapSeconds": 0 })).await;
    let third = third.body["secret"].as_str().expect("a secret").to_owned();
    deliver(&app, instance, vec![from_ann("IN2", "two")]).await;
    let received = receiver.expect(2, SOON).await.expect("a delivery").remove(1);
    assert!(is_signed_by(&received, &third));
    assert!(!is_signed_by(&received, &second) && !is_signed_by(&received, &first));
    let long = send(&app, Method::POST, &rotate, json!({ "overlapSeconds": 604_801 })).await;
    assert_eq!(long.status, StatusCode::BAD_REQUEST, "{}", long.body);
    app.stop().await;
}

#[tokio::test]
async fn what_is_sent_to_one_address_is_not_sent_to_another() {
    let (app, receiver) = setup().await;
    let headers = json!({ "headers": { "x-token": "mine", "x-other": "too" } });
    let (id, _) = endpoint(&app, &receiver, headers).await;
    let path = format!("/api/v2/webhook-endpoints/{id}");
    let before = app.get(&path).await;
    let moved = json!({ "url": "http://127.0.0.1:1/other", "headers": { "x-other": null } });
    let refused = send(&app, Method::PATCH, &path, moved.clone()).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.body.to_string().contains("x-token"), "{}", refused.body);
    assert_eq!(app.get(&path).await.body, before.body);
    let mut given = moved;
    given["headers"]["X-Token"] = json!("another");
    let changed = send(&app, Method::PATCH, &path, given).await;
    assert_eq!(changed.body["headers"], json!({ "x-token": "********" }), "{}", changed.body);
    let tag = before.headers["etag"].to_str().expect("a tag");
    let request = Request::builder()
        .method(Method::PATCH)
        .uri(&path)
        .header("x-api-key", &app.key)
        .header("content-type", "application/json")
        .header("if-match", tag)
        .body(Body::from(json!({ "description": "x" }).to_string()));
    let stale = app.raw(request.expect("a request")).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{}", stale.body);
    app.stop().await;
}

/// One delivery whose first attempt fails and whose second succeeds.
async fn attempts_are_counted_and_shown_with_their_requests(database: Database) {
    let app = app_on(database).await;
    let receiver = Receiver::start(0).await.expect("a receiver");
    receiver.answer_next(vec![Behaviour::status(500)]);
    let more = json!({ "retryDelays": [10], "headers": { "x-token": "mine" } });
    let (id, _) = endpoint(&app, &receiver, more).await;
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, vec![from_ann("IN1", "hello")]).await;
    the_delivery(&app, |one| one["attemptCount"] == 1).await;
    app.clock.advance(11_000);
    let delivery = the_delivery(&app, |one| one["status"] == "delivered").await;

    let path = format!("/api/v2/webhook-endpoints/{id}/health");
    let hours = |body: &Value| body["hours"].as_array().expect("hours").clone();
    let shown = hours(&app.get(&path).await.body);
    let sum = |name: &str| shown.iter().filter_map(|hour| hour[name].as_u64()).sum::<u64>();
    assert_eq!((shown.len(), sum("delivered"), sum("failed")), (24, 1, 1), "{shown:?}");
    for hour in &shown {
        let is_empty = (&hour["delivered"], &hour["failed"]) == (&json!(0), &json!(0));
        assert_eq!(hour["averageMs"].is_null(), is_empty, "{hour}");
        assert!(hour["averageMs"].as_u64() <= hour["slowestMs"].as_u64(), "{hour}");
    }
    app.clock.advance(3_600_000);
    let later = hours(&app.get(&format!("{path}?hours=168")).await.body);
    assert_eq!((later.len(), &later[167]["delivered"]), (168, &json!(0)), "an hour has begun");
    assert_eq!(hours(&app.get(&format!("{path}?hours=1")).await.body), later[167..]);
    for wrong in ["0", "169"] {
        let answer = app.get(&format!("{path}?hours={wrong}")).await;
        assert_eq!(line(&answer), "400 VALIDATION_ERROR hours", "{wrong}");
    }

    let path = format!("/api/v2/webhook-deliveries/{}", delivery["id"].as_str().expect("an id"));
    let details = app.get(&path).await.body;
    let received = receiver.received();
    for (attempt, received) in details["attempts"].as_array().expect("two").iter().zip(&received) {
        let request = &attempt["request"];
        assert_eq!(
            (&request["url"], &request["envelope"]),
            (&json!(receiver.url()), &json!("omni"))
        );
        let headers = &request["headers"];
        for name in ["webhook-id", "webhook-timestamp", "content-type", "user-agent"] {
            assert_eq!(headers[name], received.header(name), "{name}");
        }
        for name in ["webhook-signature", "x-token"] {
            assert_eq!(headers[name], "********", "{name}");
        }
    }
    let body = details["requestBody"].as_str().expect("a text");
    assert_eq!(body.as_bytes(), received[1].body, "as it was sent");
    let blind = key_with(&app, &["webhooks:read"], None).await;
    let details = app.call_as(Some(&blind), Method::GET, &path, None).await.body;
    assert_eq!(details["requestBody"], Value::Null, "events are not for this key");
    assert!(details["attempts"][0]["request"].is_object());
    app.stop().await;
}

#[tokio::test]
async fn attempts_are_counted_and_shown_with_their_requests_on_sqlite() {
    attempts_are_counted_and_shown_with_their_requests(Database::sqlite()).await;
}

#[tokio::test]
async fn attempts_are_counted_and_shown_with_their_requests_on_postgres() {
    attempts_are_counted_and_shown_with_their_requests(Database::postgres().await).await;
}

#[tokio::test]
async fn a_test_shows_what_was_sent_and_what_was_received() {
    let (app, receiver) = setup().await;
    let headers = json!({ "headers": { "x-token": "mine" } });
    let (id, secret) = endpoint(&app, &receiver, headers).await;
    receiver.answer(Behaviour { body: "oh no".to_owned(), ..Behaviour::status(500) });
    let path = format!("/api/v2/webhook-endpoints/{id}/test");
    let shown = app.call(Method::POST, &path, None).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    let received = receiver.received().remove(0);
    assert!(is_signed_by(&received, &secret));
    assert_eq!(received.json()["type"], "webhook.test");
    assert_eq!(shown.body["delivered"], false);
    assert_eq!(shown.body["request"]["body"].as_str().expect("a text").as_bytes(), received.body);
    let headers = &shown.body["request"]["headers"];
    assert_eq!(headers["webhook-signature"], received.header("webhook-signature"));
    assert_eq!(headers["x-token"], "********");
    assert_eq!(
        (&shown.body["response"]["status"], &shown.body["response"]["body"]),
        (&json!(500), &json!("oh no"))
    );
    assert_eq!(app.get("/api/v2/webhook-deliveries").await.body["items"], json!([]));
    let endpoint = app.get(&format!("/api/v2/webhook-endpoints/{id}")).await.body;
    assert_eq!(endpoint["failingSince"], Value::Null);
    app.stop().await;
}

#[tokio::test]
async fn a_new_endpoint_gets_the_past_it_asks_for() {
    let (app, receiver) = setup().await;
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, vec![from_ann("IN1", "one"), from_ann("IN2", "two")]).await;
    let events = app.get("/api/v2/events?eventType=message.received").await.body;
    let first = events["items"][1]["seq"].as_i64().expect("a position");
    endpoint(&app, &receiver, json!({ "since": first })).await;
    deliver(&app, instance, vec![from_ann("IN3", "three")]).await;
    let mut received = texts(&receiver.expect(2, SOON).await.expect("deliveries"));
    received.sort();
    assert_eq!(received, ["three", "two"]);
    let future = json!({ "url": receiver.url(), "since": 1_000_000 });
    let refused = app.post("/api/v2/webhook-endpoints", future).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    app.stop().await;
}

/// What is of no chat has no order: it is sent beside the others.
#[tokio::test]
async fn an_endpoint_with_an_order_gets_what_is_of_no_chat() {
    let (app, receiver) = setup().await;
    let more = json!({ "events": ["instance.connected"], "ordering": "per_chat" });
    endpoint(&app, &receiver, more).await;
    app.connected_instance("shop").await;
    let received = receiver.expect(1, SOON).await.expect("a delivery").remove(0);
    assert_eq!(received.json()["type"], "instance.connected");
    app.stop().await;
}

/// However many wait behind the first one of an order, the next is found.
#[tokio::test]
async fn an_order_goes_on_delivery_by_delivery() {
    let (app, receiver) = setup().await;
    endpoint(&app, &receiver, json!({ "ordering": "per_endpoint" })).await;
    let instance = app.connected_instance("shop").await;
    let texts_sent: Vec<String> = (0..40).map(|number| format!("t{number}")).collect();
    let inbound = texts_sent.iter().enumerate().map(|(number, text)| {
        if number % 2 == 0 { from_ann(text, text) } else { from_bo(text, text) }
    });
    deliver(&app, instance, inbound.collect()).await;
    let received = receiver.expect(40, SOON).await.expect("all");
    let ids: Vec<i64> = received
        .iter()
        .map(|one| one.json()["data"]["seq"].as_i64().expect("a position"))
        .collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let mut found = texts(&received);
    found.sort();
    let mut expected = texts_sent;
    expected.sort();
    assert_eq!(found, expected);
    app.stop().await;
}

/// What it asks for of the past precedes what happens meanwhile, chat by chat.
#[tokio::test]
async fn an_order_begins_with_the_past() {
    let (app, receiver) = setup().await;
    let instance = app.connected_instance("shop").await;
    let past: Vec<String> = (0..30).map(|number| format!("a{number}")).collect();
    for text in &past {
        deliver(&app, instance, vec![from_ann(text, text)]).await;
    }
    // The first is refused at first, so that what happens meanwhile could overtake it.
    receiver.answer_next(vec![Behaviour::status(503)]);
    let more = json!({ "since": 0, "ordering": "per_chat", "retryDelays": [10, 10, 10] });
    endpoint(&app, &receiver, more).await;
    deliver(&app, instance, vec![from_ann("last", "last")]).await;
    wait_for(&app, "/api/v2/webhook-deliveries?status=pending&limit=100", |list| {
        let all = list["items"].as_array().map(Vec::as_slice).unwrap_or_default();
        all.len() == 31 && all.iter().any(|one| one["attemptCount"] == 1)
    })
    .await;
    app.clock.advance(11_000);
    let received = texts(&receiver.expect(32, SOON).await.expect("all"));
    let refused = past[0].clone();
    let expected: Vec<String> =
        std::iter::once(refused).chain(past).chain(["last".to_owned()]).collect();
    assert_eq!(received, expected);
    app.stop().await;
}

/// Otherwise an endpoint of a deleted instance could not even be disabled.
#[tokio::test]
async fn an_endpoint_whose_instance_is_deleted_can_still_be_changed() {
    let (app, receiver) = setup().await;
    let (one, other) = (app.connected_instance("one").await, app.connected_instance("other").await);
    deliver(&app, other, vec![from_ann("IN1", "hello")]).await;
    let chats = app.get("/api/v2/chats").await.body;
    let more = json!({ "instanceIds": [one, other], "chatId": chats["items"][0]["id"] });
    let (id, _) = endpoint(&app, &receiver, more).await;
    let deleted = app.call(Method::DELETE, &format!("/api/v2/instances/{other}"), None).await;
    assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.body);
    let path = format!("/api/v2/webhook-endpoints/{id}");
    let changed = send(&app, Method::PATCH, &path, json!({ "active": false })).await;
    assert_eq!(changed.body["active"], false, "{}", changed.body);
    let narrowed = json!({ "instanceIds": [one], "chatId": null });
    let changed = send(&app, Method::PATCH, &path, narrowed).await;
    assert_eq!(changed.body["instanceIds"], json!([one]), "{}", changed.body);
    let again = send(&app, Method::PATCH, &path, json!({ "instanceIds": [one, other] })).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "{}", again.body);
    app.stop().await;
}

/// Each member of an endpoint, changed and set back.
#[tokio::test]
async fn every_member_of_an_endpoint_can_be_changed() {
    let (app, receiver) = setup().await;
    let (_, credentials) = Receiver::start_tls().await.expect("a receiver");
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, vec![from_ann("IN1", "hello")]).await;
    let chats = app.get("/api/v2/chats").await.body;
    let chat = chats["items"][0]["id"].clone();
    let (id, _) = endpoint(&app, &receiver, json!({})).await;
    let path = format!("/api/v2/webhook-endpoints/{id}");
    let first = app.get(&path).await.body;
    let changed = json!({
        "description": "a shop", "url": "http://127.0.0.1:1/other", "events": ["chat.*"],
        "instanceIds": [instance], "chatId": chat, "direction": "inbound", "chatTypes": ["dm"],
        "headers": { "x-token": "mine" }, "retryDelays": [1, 2], "timeoutMs": 5000,
        "ordering": "per_endpoint", "disableAfter": 0, "caCertificates": credentials.authority,
        "clientCertificate": credentials.identity, "active": false,
    });
    let answer = send(&app, Method::PATCH, &path, changed.clone()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    for (name, value) in changed.as_object().expect("an object") {
        let expected = match name.as_str() {
            "headers" => json!({ "x-token": "********" }),
            "clientCertificate" => json!("********"),
            _ => value.clone(),
        };
        assert_eq!(answer.body[name], expected, "{name}");
    }
    assert_eq!(answer.body["disabledReason"], "manual");
    let back = json!({
        "description": null, "url": first["url"], "events": ["message.received"],
        "instanceIds": null, "chatId": null, "direction": null, "chatTypes": [],
        "headers": { "x-token": null }, "retryDelays": null, "timeoutMs": null,
        "ordering": "none", "disableAfter": null, "caCertificates": null,
        "clientCertificate": null, "active": true,
    });
    let mut answer = send(&app, Method::PATCH, &path, back).await.body;
    answer["updatedAt"] = first["updatedAt"].clone();
    assert_eq!(answer, first);
    app.stop().await;
}

#[tokio::test]
async fn bad_values_are_refused_with_what_to_do() {
    let (app, receiver) = setup().await;
    let url = receiver.url();
    let (_, one) = Receiver::start_tls().await.expect("a receiver");
    let (_, other) = Receiver::start_tls().await.expect("a receiver");
    let part = |pem: &str, first: bool| {
        let at = pem.find("-----BEGIN PRIVATE").expect("a key");
        if first { pem[..at].to_owned() } else { pem[at..].to_owned() }
    };
    let foreign = part(&one.identity, true) + &part(&other.identity, false);
    let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let many: serde_json::Map<String, Value> =
        (0..21).map(|number| (format!("x-{number}"), json!("x"))).collect();
    for (body, field) in [
        (json!({ "url": "http://10.0.0.1/hook" }), "url"),
        (json!({ "url": "ftp://example.com" }), "url"),
        (json!({ "url": url, "events": ["message.gone"] }), "events"),
        (json!({ "url": url, "events": ["presence.*"] }), "sockets"),
        (json!({ "url": url, "events": ["instance.qr_code"] }), "sockets"),
        (json!({ "url": url, "envelope": "wassist" }), "envelope"),
        (json!({ "url": url, "instanceIds": [] }), "instanceIds"),
        (json!({ "url": url, "headers": { "Webhook-Id": "x" } }), "headers"),
        (json!({ "url": url, "headers": { "x": "a\nb" } }), "headers"),
        (json!({ "url": url, "headers": { "X": "a", "x": "b" } }), "headers"),
        (json!({ "url": url, "headers": many }), "headers"),
        (json!({ "url": url, "chatTypes": ["dm", "dm", "dm", "dm", "dm", "dm"] }), "chatTypes"),
        (json!({ "url": url, "caCertificates": empty }), "caCertificates"),
        (json!({ "url": url, "clientCertificate": foreign }), "clientCertificate"),
        (json!({ "url": url, "retryDelays": [0] }), "retryDelays"),
        (json!({ "url": url, "timeoutMs": 10 }), "timeoutMs"),
        (json!({ "url": url, "caCertificates": "x" }), "caCertificates"),
        (json!({ "url": url, "clientCertificate": "x" }), "clientCertificate"),
        (json!({ "url": url, "disableAfter": 20_000 }), "disableAfter"),
    ] {
        let refused = app.post("/api/v2/webhook-endpoints", body.clone()).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body}: {}", refused.body);
        assert!(refused.body.to_string().contains(field), "{body}: {}", refused.body);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_key_limited_to_instances_has_endpoints_of_these_alone() {
    let (app, receiver) = setup().await;
    let (own, other) = (app.connected_instance("own").await, app.connected_instance("other").await);
    let key = key_with(&app, &["webhooks:*"], Some(&[&own.to_string()])).await;
    let path = "/api/v2/webhook-endpoints";
    let (foreign, _) = endpoint(&app, &receiver, json!({ "instanceIds": [own, other] })).await;
    let unlimited = json!({ "url": receiver.url() });
    let refused = app.call_as(Some(&key), Method::POST, path, Some(unlimited)).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    let mine =
        json!({ "url": receiver.url(), "instanceIds": [own], "events": ["message.received"] });
    let created = app.call_as(Some(&key), Method::POST, path, Some(mine)).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let list = app.call_as(Some(&key), Method::GET, path, None).await.body;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(list["items"][0]["id"], created.body["id"]);
    let hidden = app.call_as(Some(&key), Method::GET, &format!("{path}/{foreign}"), None).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    deliver(&app, own, vec![from_ann("IN1", "one")]).await;
    receiver.expect(2, SOON).await.expect("one each");
    let deliveries =
        app.call_as(Some(&key), Method::GET, "/api/v2/webhook-deliveries", None).await.body;
    assert_eq!(deliveries["items"].as_array().map(Vec::len), Some(1));
    let wider = json!({ "instanceIds": null });
    let own_path = format!("{path}/{}", created.body["id"].as_str().expect("an id"));
    let refused = app.call_as(Some(&key), Method::PATCH, &own_path, Some(wider)).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    let reading = key_with(&app, &["webhooks:read"], None).await;
    let refused = app.call_as(Some(&reading), Method::DELETE, &own_path, None).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    app.stop().await;
}

#[tokio::test]
async fn a_new_process_sends_what_the_old_one_left() {
    let (app, receiver) = setup().await;
    receiver.answer(Behaviour::status(503));
    endpoint(&app, &receiver, json!({ "retryDelays": [10, 10] })).await;
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, vec![from_ann("IN1", "hello")]).await;
    the_delivery(&app, |one| one["attemptCount"] == 1).await;
    receiver.answer(Behaviour::status(200));
    let app = app.restarted_after_kill().await;
    app.clock.advance(11_000);
    the_delivery(&app, |one| one["status"] == "delivered").await;
    let received = receiver.received();
    assert!(
        received.iter().all(|one| one.header("webhook-id") == received[0].header("webhook-id"))
    );
    app.stop().await;
}

#[tokio::test]
async fn an_endpoint_may_have_an_authority_and_ask_for_a_client_certificate() {
    let app = app_on(Database::sqlite()).await;
    let (receiver, credentials) = Receiver::start_tls().await.expect("a receiver");
    let test = |id: String| {
        let app = &app;
        async move {
            let path = format!("/api/v2/webhook-endpoints/{id}/test");
            app.call(Method::POST, &path, None).await.body
        }
    };
    let (unknown, _) = endpoint(&app, &receiver, json!({})).await;
    assert_eq!(test(unknown).await["response"]["status"], Value::Null, "it is not trusted");
    let authority = json!({ "caCertificates": credentials.authority });
    let (unproved, _) = endpoint(&app, &receiver, authority).await;
    assert_eq!(test(unproved).await["delivered"], false, "the client is not trusted");
    let both = json!({
        "caCertificates": credentials.authority, "clientCertificate": credentials.identity,
    });
    let (id, _) = endpoint(&app, &receiver, both).await;
    let result = test(id.clone()).await;
    assert_eq!(result["delivered"], true, "{result}");
    assert!(receiver.received().iter().all(|one| one.version == Version::HTTP_11));
    let shown = app.get(&format!("/api/v2/webhook-endpoints/{id}")).await.body;
    assert_eq!(shown["clientCertificate"], "********");
    assert_eq!(shown["caCertificates"], credentials.authority);
    let moved = json!({ "url": "https://localhost:1/hook" });
    let path = format!("/api/v2/webhook-endpoints/{id}");
    let refused = send(&app, Method::PATCH, &path, moved).await;
    assert!(refused.body.to_string().contains("clientCertificate"), "{}", refused.body);
    app.stop().await;
}

#[tokio::test]
async fn a_receiver_that_agrees_to_http_2_gets_its_deliveries_over_it() {
    let app = app_on(Database::sqlite()).await;
    let (receiver, credentials) = Receiver::start_http2().await.expect("a receiver");
    let both = json!({
        "caCertificates": credentials.authority, "clientCertificate": credentials.identity,
    });
    let (_, secret) = endpoint(&app, &receiver, both).await;
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, vec![from_ann("IN1", "one"), from_bo("IN2", "two")]).await;
    let received = receiver.expect(2, SOON).await.expect("deliveries");
    for one in &received {
        assert_eq!(one.version, Version::HTTP_2);
        assert!(is_signed_by(one, &secret));
    }
    app.stop().await;
}

#[tokio::test]
async fn an_endpoint_that_cannot_be_read_is_shown_and_can_only_be_deleted() {
    let (app, receiver) = setup().await;
    let (bad, _) = endpoint(&app, &receiver, json!({})).await;
    app.execute("UPDATE webhook_endpoints SET filter = '['").await;
    let path = format!("/api/v2/webhook-endpoints/{bad}");
    let shown = app.get(&path).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    assert_eq!(shown.body["active"], false, "{}", shown.body);
    let listed = app.get("/api/v2/webhook-endpoints").await.body;
    assert_eq!(listed["items"][0]["id"], bad.as_str(), "{listed}");
    // Nothing is written over what a later version may have stored.
    for (method, rest, body) in [
        (Method::PATCH, "", json!({ "active": true, "instanceIds": null })),
        (Method::POST, "/enable", json!({})),
        (Method::POST, "/rotate-secret", json!({})),
    ] {
        let refused = app.call(method, &format!("{path}{rest}"), Some(body)).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{rest}: {}", refused.body);
    }
    let (good, _) = endpoint(&app, &receiver, json!({})).await;
    assert_eq!(app.call(Method::DELETE, &path, None).await.status, StatusCode::OK);
    let left = app.get("/api/v2/webhook-endpoints").await.body;
    assert_eq!(left["items"].as_array().map(Vec::len), Some(1), "{left}");
    assert_eq!(left["items"][0]["id"], good.as_str());
    app.stop().await;
}
