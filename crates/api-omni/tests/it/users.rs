//! Users and their roles.

use crate::sign_in::{EMAIL, PASSWORD, as_bearer, code, log_in, tokens, user};
use crate::support::{UNKNOWN_ID, line, test_app};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};
use tower::ServiceExt as _;

fn text(answer: &Answer) -> String {
    format!("{} {}", answer.status, answer.body)
}

async fn patch(app: &TestApp, token: &str, id: &str, body: Value) -> Answer {
    as_bearer(app, token, Method::PATCH, &format!("/api/v2/users/{id}"), Some(body)).await
}

#[tokio::test]
async fn a_user_is_created_listed_changed_and_deleted() {
    let app = test_app().await;
    let new = json!({ "email": " Ann@Example.com", "name": "Ann Lee", "role": "agent" });
    let created = app.post("/api/v2/users", new.clone()).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", text(&created));
    let password = created.body["password"].as_str().expect("generated").to_owned();
    let id = created.body["user"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(created.body["user"]["email"], EMAIL);
    assert_eq!(created.body["user"]["mustChangePassword"], true);
    assert_eq!(created.body["user"]["isOperator"], false, "an agent is none");
    assert_eq!(line(&app.post("/api/v2/users", new).await), "409 CONFLICT");

    let list = app.get("/api/v2/users").await;
    assert_eq!(list.body["items"], json!([created.body["user"]]));
    assert!(
        !list.body.to_string().contains(&password) && !list.body.to_string().contains("argon2")
    );
    let path = format!("/api/v2/users/{id}");
    let found = app.get(&path).await;
    assert_eq!(found.body, created.body["user"]);
    let tag = found.headers["etag"].to_str().expect("text").to_owned();
    let changed = app.call(Method::PATCH, &path, Some(json!({ "name": "Ann" }))).await;
    assert_eq!(changed.body["name"], "Ann", "{}", text(&changed));
    assert_ne!(changed.headers["etag"].to_str().expect("text"), tag);
    let gone = app.call(Method::DELETE, &path, None).await;
    assert_eq!(gone.status, StatusCode::OK, "{}", text(&gone));
    assert_eq!(line(&app.get(&path).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn bad_input_is_refused_with_its_field() {
    let app = test_app().await;
    let ok = json!({ "email": EMAIL, "name": "Ann", "role": "agent", "password": PASSWORD });
    for (member, value) in [
        ("email", json!("ann")),
        ("email", json!("")),
        ("name", json!(" ")),
        ("role", json!("root")),
        ("password", json!("short")),
        ("password", json!(EMAIL)),
        ("password", json!("x".repeat(129))),
    ] {
        let mut body = ok.clone();
        body[member] = value.clone();
        let refused = app.post("/api/v2/users", body).await;
        let expected = format!("400 VALIDATION_ERROR {member}");
        assert_eq!(line(&refused), expected, "{member} {value}: {}", text(&refused));
    }
    app.stop().await;
}

#[tokio::test]
async fn a_password_that_another_knows_permits_nothing_but_its_change() {
    let app = test_app().await;
    let new = json!({ "email": EMAIL, "name": "Ann", "role": "owner" });
    let created = app.post("/api/v2/users", new).await.body;
    let password = created["password"].as_str().expect("generated");
    let signed_in =
        log_in(&app, json!({ "email": EMAIL, "password": password, "kind": "bearer" })).await;
    let token = signed_in.body["tokens"]["accessToken"].as_str().expect("a token").to_owned();
    let list = "/api/v2/instances";
    let refused = as_bearer(&app, &token, Method::GET, list, None).await;
    assert_eq!(line(&refused), "403 FORBIDDEN");
    assert!(refused.body.to_string().contains("/api/v2/auth/password"), "{}", text(&refused));
    let own = as_bearer(&app, &token, Method::GET, "/api/v2/auth/session", None).await;
    assert_eq!(own.body["scopes"], json!([]), "{}", text(&own));
    let change = |new: &str| {
        let body = json!({ "currentPassword": password, "newPassword": new });
        let (app, token) = (&app, &token);
        async move { as_bearer(app, token, Method::POST, "/api/v2/auth/password", Some(body)).await }
    };
    let same = change(password).await;
    assert_eq!(line(&same), "400 VALIDATION_ERROR newPassword", "{}", text(&same));
    let changed = change(PASSWORD).await;
    assert_eq!(changed.body["mustChangePassword"], false, "{}", text(&changed));
    let listed = as_bearer(&app, &token, Method::GET, list, None).await;
    assert_eq!(listed.status, StatusCode::OK, "{}", text(&listed));

    let id = created["user"]["id"].as_str().expect("an id");
    let reset = app.post(&format!("/api/v2/users/{id}/reset-password"), json!({})).await;
    assert!(reset.body["password"].is_string(), "{}", text(&reset));
    let void = as_bearer(&app, &token, Method::GET, list, None).await;
    assert_eq!(line(&void), "401 UNAUTHORIZED");
    let old = log_in(&app, json!({ "email": EMAIL, "password": PASSWORD })).await;
    assert_eq!(line(&old), "401 UNAUTHORIZED");
    app.stop().await;
}

#[tokio::test]
async fn no_one_raises_anyone_above_themselves() {
    let app = test_app().await;
    let owner = user(&app, "owner@example.com", "owner").await;
    let admin = user(&app, "admin@example.com", "admin").await;
    let agent = user(&app, "agent@example.com", "agent").await;
    let (token, _) = tokens(&app, "admin@example.com").await;
    for (id, body) in [
        (&admin, json!({ "role": "owner" })),
        (&agent, json!({ "role": "owner" })),
        (&owner, json!({ "role": "viewer" })),
        (&owner, json!({ "name": "x" })),
    ] {
        let refused = patch(&app, &token, id, body.clone()).await;
        assert_eq!(line(&refused), "403 FORBIDDEN", "{body}: {}", text(&refused));
    }
    let new = json!({ "email": "x@example.com", "name": "X", "role": "owner" });
    let made = as_bearer(&app, &token, Method::POST, "/api/v2/users", Some(new)).await;
    assert_eq!(line(&made), "403 FORBIDDEN", "{}", text(&made));
    for action in ["reset-password", "disable"] {
        let path = format!("/api/v2/users/{owner}/{action}");
        let refused = as_bearer(&app, &token, Method::POST, &path, None).await;
        assert_eq!(line(&refused), "403 FORBIDDEN", "{action}: {}", text(&refused));
    }
    let path = format!("/api/v2/users/{owner}");
    let refused = as_bearer(&app, &token, Method::DELETE, &path, None).await;
    assert_eq!(line(&refused), "403 FORBIDDEN", "{}", text(&refused));
    let raised = patch(&app, &token, &agent, json!({ "role": "admin" })).await;
    assert_eq!(raised.body["role"], "admin", "{}", text(&raised));
    let key = json!({ "name": "bot", "scopes": ["*"] });
    let made = as_bearer(&app, &token, Method::POST, "/api/v2/api-keys", Some(key)).await;
    assert_eq!(line(&made), "403 FORBIDDEN", "nor by a key: {}", text(&made));
    app.stop().await;
}

#[tokio::test]
async fn the_last_active_owner_stays() {
    let app = test_app().await;
    let first = user(&app, "one@example.com", "owner").await;
    let second = user(&app, "two@example.com", "owner").await;
    app.post(&format!("/api/v2/users/{second}/disable"), Value::Null).await;
    let (token, _) = tokens(&app, "one@example.com").await;
    let demoted = patch(&app, &token, &first, json!({ "role": "admin" })).await;
    assert_eq!(line(&demoted), "409 CONFLICT", "{}", text(&demoted));
    for (method, path) in [
        (Method::POST, format!("/api/v2/users/{first}/disable")),
        (Method::DELETE, format!("/api/v2/users/{first}")),
    ] {
        let refused = app.call(method, &path, None).await;
        assert_eq!(line(&refused), "409 CONFLICT", "{path}: {}", text(&refused));
    }
    app.post(&format!("/api/v2/users/{second}/enable"), Value::Null).await;
    let demoted = patch(&app, &token, &first, json!({ "role": "viewer" })).await;
    assert_eq!(demoted.body["role"], "viewer", "{}", text(&demoted));
    let listed = as_bearer(&app, &token, Method::GET, "/api/v2/users", None).await;
    assert_eq!(line(&listed), "403 FORBIDDEN", "the change holds at once");
    app.stop().await;
}

#[tokio::test]
async fn a_change_holds_on_every_node() {
    let app = test_app().await;
    let id = user(&app, EMAIL, "viewer").await;
    let (token, _) = tokens(&app, EMAIL).await;
    let other = app.second_node();
    let status_there = || {
        let request = Request::get("/api/v2/instances")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty())
            .expect("a request");
        let other = other.clone();
        async move { other.oneshot(request).await.expect("an answer").status() }
    };
    assert_eq!(status_there().await, StatusCode::OK);
    app.post(&format!("/api/v2/users/{id}/disable"), Value::Null).await;
    loop {
        match status_there().await {
            StatusCode::UNAUTHORIZED => break,
            status => assert_eq!(status, StatusCode::OK),
        }
        tokio::task::yield_now().await;
    }
    app.stop().await;
}

/// The audit log of a user, newest first.
async fn audit(app: &TestApp, id: &str) -> Vec<Value> {
    let answer = app.get(&format!("/api/v2/users/{id}/audit")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
    answer.body["items"].as_array().expect("rows").clone()
}

fn actions(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["action"].as_str().expect("a text")).collect()
}

#[tokio::test]
async fn what_is_done_to_a_user_is_in_their_audit_even_after_their_deletion() {
    let app = test_app().await;
    let id = user(&app, EMAIL, "agent").await;
    let path = format!("/api/v2/users/{id}");
    app.clock.advance(1000);
    app.call(Method::PATCH, &path, Some(json!({ "role": "viewer", "name": "Bo" }))).await;
    app.clock.advance(1000);
    let between = app.app.env.now();
    app.call(Method::PATCH, &path, Some(json!({ "role": "viewer" }))).await;
    for action in ["disable", "disable", "enable"] {
        app.post(&format!("{path}/{action}"), Value::Null).await;
        app.clock.advance(1000);
    }
    let reset = app.post(&format!("{path}/reset-password"), json!({})).await;
    app.clock.advance(1000);
    let password = reset.body["password"].as_str().expect("generated").to_owned();
    app.call(Method::DELETE, &path, None).await;

    let rows = audit(&app, &id).await;
    assert_eq!(
        actions(&rows),
        ["delete", "reset_password", "enable", "disable", "update", "create"],
        "what changes nothing is not in it: {rows:?}"
    );
    assert!(rows[0]["principal"].as_str().expect("a text").starts_with("api_key:"), "{rows:?}");
    assert!(rows[0]["requestId"].is_string() && rows[0]["ip"] == "127.0.0.1", "{rows:?}");
    assert_eq!(rows[4]["fields"], json!(["name", "role"]));
    assert_eq!((&rows[4]["role"], &rows[5]["role"]), (&json!("viewer"), &json!("agent")));
    let all = json!(rows).to_string();
    assert!(!all.contains(&password) && !all.contains("argon2") && !all.contains(PASSWORD));

    let of = |query: String| {
        let (app, path) = (&app, &path);
        async move { app.get(&format!("{path}/audit?{query}")).await.body["items"].clone() }
    };
    let some = of("action=enable,disable".to_owned()).await;
    assert_eq!(actions(some.as_array().expect("rows")), ["enable", "disable"]);
    let early = of(format!("until={between}")).await;
    assert_eq!(actions(early.as_array().expect("rows")), ["update", "create"]);
    let wrong = app.get(&format!("{path}/audit?action=dance")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{}", text(&wrong));
    let unknown = app.get(&format!("/api/v2/users/{UNKNOWN_ID}/audit")).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND", "{}", text(&unknown));
    app.stop().await;
}

#[tokio::test]
async fn what_users_do_with_their_sign_in_is_in_their_audit() {
    let app = test_app().await;
    let id = user(&app, EMAIL, "agent").await;
    let (token, _) = tokens(&app, EMAIL).await;
    let send = |method: Method, path: &'static str, body: Value| {
        let (app, token) = (&app, &token);
        async move { as_bearer(app, token, method, path, Some(body)).await }
    };
    let change = json!({ "currentPassword": PASSWORD, "newPassword": "another horse" });
    let changed = send(Method::POST, "/api/v2/auth/password", change).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", text(&changed));
    app.clock.advance(1000);
    let own = json!({ "currentPassword": "another horse" });
    let enrolled = send(Method::POST, "/api/v2/auth/totp", own.clone()).await;
    let secret = enrolled.body["secret"].as_str().expect("a secret").to_owned();
    let confirm = json!({ "code": code(&app, &secret) });
    let confirmed = send(Method::POST, "/api/v2/auth/totp/confirm", confirm).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", text(&confirmed));
    app.clock.advance(1000);
    for _ in 0..2 {
        send(Method::POST, "/api/v2/auth/totp/remove", own.clone()).await;
    }
    app.clock.advance(1000);
    let refused = send(Method::GET, "/api/v2/users", Value::Null).await;
    assert_eq!(line(&refused), "403 FORBIDDEN");
    send(Method::POST, "/api/v2/auth/logout", Value::Null).await;

    let rows = audit(&app, &id).await;
    let expected = ["end_session", "remove_totp", "set_totp", "change_password", "create"];
    assert_eq!(actions(&rows), expected, "{rows:?}");
    for row in &rows[..4] {
        assert_eq!(row["principal"], format!("user:{id}"), "{row}");
    }
    let all = json!(rows).to_string();
    assert!(!all.contains(&secret) && !all.contains("another horse"), "{all}");
    app.stop().await;
}

#[tokio::test]
async fn failed_sign_ins_that_cost_a_pause_are_in_the_audit_of_the_user() {
    let app = test_app().await;
    let id = user(&app, EMAIL, "agent").await;
    let free = app.app.config.auth.lockout.account_attempts;
    for _ in 0..free {
        log_in(&app, json!({ "email": EMAIL, "password": "a wrong password" })).await;
    }
    assert_eq!(actions(&audit(&app, &id).await), ["create"]);
    app.clock.advance(1000);
    log_in(&app, json!({ "email": EMAIL, "password": "a wrong password" })).await;
    // Refused during the pause, which is in the log once.
    log_in(&app, json!({ "email": EMAIL, "password": "a wrong password" })).await;
    log_in(&app, json!({ "email": "no.one@example.com", "password": "a wrong password" })).await;
    let rows = audit(&app, &id).await;
    assert_eq!(actions(&rows), ["lock", "create"], "{rows:?}");
    assert_eq!(rows[0]["principal"], "system");
    app.stop().await;
}
