use crate::support::{ANN, UNKNOWN_ID, deliver, from_ann, line, test_app};
use axum::http::{Method, StatusCode};
use omni_domain::ids::InstanceId;
use omni_testing::TestApp;
use serde_json::{Value, json};

fn deny(pattern: &str) -> Value {
    json!({
        "type": "deny",
        "criteria": { "phonePatterns": [pattern] },
        "priority": 10,
        "action": { "type": "block", "message": "not now" },
    })
}

async fn check(app: &TestApp, instance: &str, user: &str) -> Value {
    let body = json!({
        "instanceId": instance, "platformUserId": user, "channel": "whatsapp-baileys",
    });
    let answer = app.post("/api/v2/access/check", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

#[tokio::test]
async fn rules_are_created_listed_changed_and_deleted_and_apply_at_once() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let free = check(&app, &id, "+1 555 000 2222").await;
    assert_eq!(
        free,
        json!({ "allowed": true, "reason": "no rule denies it", "mode": "blocklist", "action": "allow" })
    );
    let made = app.post("/api/v2/access/rules", deny("+1555*")).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(made.body["criteria"]["phonePatterns"], json!(["+1555*"]));
    assert_eq!(made.body["action"], json!({ "type": "block", "message": "not now" }));
    assert_eq!((&made.body["enabled"], &made.body["instanceId"]), (&json!(true), &Value::Null));
    let path = format!("/api/v2/access/rules/{}", made.body["id"].as_str().expect("an id"));
    assert_eq!(app.get(&path).await.body, made.body);

    let denied = check(&app, &id, "+1 555 000 2222").await;
    assert_eq!((&denied["allowed"], &denied["action"]), (&json!(false), &json!("block")));
    assert_eq!(denied["rule"]["id"], made.body["id"]);
    let patch = json!({ "type": "allow", "priority": 11, "reason": "friends" });
    let changed = app.call(Method::PATCH, &path, Some(patch)).await;
    assert_eq!(changed.body["action"], json!({ "type": "allow" }), "{}", changed.body);
    let allowed = check(&app, &id, "+1 555 000 2222").await;
    assert_eq!(allowed["allowed"], true);
    assert_eq!(allowed["reason"], "allowed by a rule for all instances: friends");
    let of_one = json!({
        "instanceId": id, "type": "deny", "criteria": { "platformUserId": ANN }, "priority": 12,
        "action": { "type": "silent_block" }, "expiresAt": "2026-01-03T00:00:00Z",
    });
    let of_one = app.post("/api/v2/access/rules", of_one).await;
    assert_eq!(check(&app, &id, ANN).await["action"], "silent_block");
    let list = app.get("/api/v2/access/rules").await;
    assert_eq!(list.body["items"], json!([of_one.body, changed.body]), "in their order");
    for query in ["type=deny", "type=allow", &format!("instanceId={id}")] {
        let list = app.get(&format!("/api/v2/access/rules?{query}")).await;
        assert_eq!(list.body["items"].as_array().expect("items").len(), 1, "{query}");
    }
    app.clock.advance(24 * 3_600_000);
    assert_eq!(check(&app, &id, ANN).await["allowed"], true, "expired");
    let deleted = app.call(Method::DELETE, &path, None).await;
    assert_eq!(deleted.body, json!({ "success": true }));
    assert!(check(&app, &id, ANN).await["rule"].is_null());
    let events = app.get("/api/v2/events?eventType=access.rule_changed").await;
    let actions: Vec<&Value> = events.body["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|event| &event["payload"]["action"])
        .collect();
    assert_eq!(actions, ["deleted", "created", "updated", "created"]);
    app.stop().await;
}

/// Logs and other clients of WhatsApp show addresses with the device that wrote.
#[tokio::test]
async fn a_rule_with_a_device_in_its_address_matches_the_number() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let with_device = ANN.replace('@', ":7@");
    let rule = json!({ "type": "deny", "criteria": { "platformUserIds": [with_device] } });
    let made = app.post("/api/v2/access/rules", rule).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    for user in [ANN, "+1 555 000 2222"] {
        let denied = check(&app, &id, user).await;
        assert_eq!(denied["allowed"], false, "{user}: {denied}");
        assert_eq!(denied["rule"], made.body, "as it was written");
    }
    assert_eq!(check(&app, &id, "+1 555 000 3333").await["allowed"], true);
    app.stop().await;
}

#[tokio::test]
async fn the_mode_of_the_instance_and_the_person_decide_too() {
    let app = test_app().await;
    let instance = app.connected_instance("one").await;
    let id = instance.to_string();
    let path = format!("/api/v2/instances/{id}");
    let mode =
        |mode: &'static str| app.call(Method::PATCH, &path, Some(json!({ "accessMode": mode })));
    assert_eq!(app.get(&path).await.body["accessMode"], "blocklist");
    assert_eq!(mode("allowlist").await.body["accessMode"], "allowlist");
    let closed = check(&app, &id, ANN).await;
    assert_eq!((&closed["allowed"], &closed["mode"]), (&json!(false), &json!("allowlist")));
    deliver(&app, instance, vec![from_ann("IN1", "hello")]).await;
    let person = app.get("/api/v2/persons?search=Ann").await.body["items"][0]["id"].clone();
    let rule = json!({ "type": "allow", "criteria": { "personId": person }, "priority": 0 });
    assert_eq!(app.post("/api/v2/access/rules", rule).await.status, StatusCode::CREATED);
    assert_eq!(check(&app, &id, "15550002222").await["allowed"], true, "known by the number");
    assert_eq!(check(&app, &id, "15550009999").await["allowed"], false);
    assert_eq!(mode("disabled").await.status, StatusCode::OK);
    assert_eq!(check(&app, &id, "15550009999").await["allowed"], true);
    assert_eq!(line(&mode("open").await), "400 VALIDATION_ERROR accessMode");
    app.stop().await;
}

#[tokio::test]
async fn invalid_rules_are_rejected() {
    let app = test_app().await;
    let with = |member: &str, value: Value| {
        let mut rule = deny("+1555*");
        rule[member] = value;
        rule
    };
    let cases = [
        (with("criteria", json!({})), "criteria"),
        (with("criteria", json!({ "phonePatterns": ["abc"] })), "criteria.phonePatterns"),
        (with("criteria", json!({ "platformUserIds": [""] })), "criteria.platformUserIds"),
        (with("criteria", json!({ "channel": "fax" })), "criteria.channel"),
        (with("type", json!("maybe")), "type"),
        (with("action", json!({ "type": "allow" })), "action.type"),
        (with("action", json!({ "type": "silent_block", "message": "x" })), "action.message"),
        (with("priority", json!(1_000_001)), "priority"),
        (with("expiresAt", json!("2020-01-01T00:00:00Z")), "expiresAt"),
        (with("reason", json!("x".repeat(501))), "reason"),
    ];
    for (body, field) in cases {
        let answer = app.post("/api/v2/access/rules", body).await;
        assert_eq!(line(&answer), format!("400 VALIDATION_ERROR {field}"), "{}", answer.body);
    }
    let unknown = app.post("/api/v2/access/rules", with("instanceId", json!(UNKNOWN_ID))).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");
    let id = app.connected_instance("one").await;
    let empty = json!({ "instanceId": id, "platformUserId": " ", "channel": "whatsapp-baileys" });
    let empty = app.post("/api/v2/access/check", empty).await;
    assert_eq!(line(&empty), "400 VALIDATION_ERROR platformUserId");
    app.stop().await;
}

#[tokio::test]
async fn a_key_limited_to_one_instance_sees_only_its_rules() {
    let app = test_app().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    let new = json!({ "name": "limited", "scopes": ["access:*"], "instanceIds": [one] });
    let key =
        app.post("/api/v2/api-keys", new).await.body["key"].as_str().expect("a key").to_owned();
    let call = |method: Method, path: String, body: Option<Value>| {
        let (app, key) = (&app, &key);
        async move { app.call_as(Some(key), method, &path, body).await }
    };
    let rules = || "/api/v2/access/rules".to_owned();
    let global = app.post(&rules(), deny("+1555*")).await.body;
    let mut elsewhere = deny("+49*");
    elsewhere["instanceId"] = json!(two);
    let elsewhere = app.post(&rules(), elsewhere).await.body;
    for rule in [&global, &elsewhere] {
        let path = format!("/api/v2/access/rules/{}", rule["id"].as_str().expect("an id"));
        for (method, body) in [
            (Method::GET, None),
            (Method::PATCH, Some(json!({ "priority": 1 }))),
            (Method::DELETE, None),
        ] {
            assert_eq!(line(&call(method, path.clone(), body).await), "404 NOT_FOUND");
        }
    }
    assert_eq!(line(&call(Method::POST, rules(), Some(deny("+1*"))).await), "403 FORBIDDEN");
    let mut own = deny("+33*");
    own["instanceId"] = json!(two);
    assert_eq!(line(&call(Method::POST, rules(), Some(own.clone())).await), "403 FORBIDDEN");
    own["instanceId"] = json!(one);
    let own = call(Method::POST, rules(), Some(own)).await;
    assert_eq!(own.status, StatusCode::CREATED);
    let list = call(Method::GET, rules(), None).await;
    assert_eq!(list.body["items"], json!([own.body]));
    let path = format!("/api/v2/access/rules/{}", own.body["id"].as_str().expect("an id"));
    let widen = call(Method::PATCH, path, Some(json!({ "instanceId": null }))).await;
    assert_eq!(line(&widen), "403 FORBIDDEN");
    let check = |instance: InstanceId| {
        let body =
            json!({ "instanceId": instance, "platformUserId": ANN, "channel": "whatsapp-baileys" });
        call(Method::POST, "/api/v2/access/check".to_owned(), Some(body))
    };
    let denied = check(one).await;
    assert_eq!(denied.body["allowed"], false, "the rule for all applies");
    assert!(denied.body["rule"].is_null(), "but is not shown");
    assert_eq!(line(&check(two).await), "403 FORBIDDEN");
    app.stop().await;
}
