use crate::support::{line, test_app};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_testing::TestApp;
use serde_json::{Value, json};
use tower::ServiceExt as _;

#[tokio::test]
async fn a_key_is_shown_once_then_listed_then_revoked() {
    let app = test_app().await;
    let new = json!({ "name": "bot", "scopes": ["instances:read"] });
    let created = app.post("/api/v2/api-keys", new).await;
    assert_eq!(created.status, StatusCode::CREATED);
    let secret = created.body["key"].as_str().expect("the secret").to_owned();
    assert!(secret.starts_with("omni_sk_") && secret.len() == 40);
    assert_eq!(created.body["instanceIds"], json!(null));

    let as_bot = || app.call_as(Some(&secret), Method::GET, "/api/v2/instances", None);
    assert_eq!(as_bot().await.status, StatusCode::OK);

    let list = app.get("/api/v2/api-keys").await;
    let row = list.body["items"].as_array().expect("rows").iter().find(|row| row["name"] == "bot");
    let row = row.expect("the key is listed").clone();
    assert_eq!(row["prefix"], "omni_sk_");
    assert_eq!(row["suffix"], format!("...{}", &secret[36..]));
    assert_eq!(row["status"], "active");
    assert!(!list.body.to_string().contains(&secret), "never shown again");
    assert!(!list.body.to_string().contains("hash"));

    let path = format!("/api/v2/api-keys/{}", row["id"].as_str().expect("an id"));
    let revoked = app.call(Method::DELETE, &path, None).await;
    assert_eq!(revoked.body["success"], true);
    assert!(revoked.body["revokedAt"].is_string());
    assert_eq!(line(&as_bot().await), "401 UNAUTHORIZED");
    app.stop().await;
}

#[tokio::test]
async fn a_key_limited_to_one_instance_sees_no_other() {
    let app = test_app().await;
    let make = |name: &'static str| {
        app.post("/api/v2/instances", json!({ "name": name, "channel": "whatsapp-baileys" }))
    };
    let (one, two) = (make("one").await, make("two").await);
    let new = json!({ "name": "bot", "scopes": ["*"], "instanceIds": [one.body["id"]] });
    let secret =
        app.post("/api/v2/api-keys", new).await.body["key"].as_str().expect("a key").to_owned();
    let get = |path: String| {
        let (app, secret) = (&app, &secret);
        async move { app.call_as(Some(secret), Method::GET, &path, None).await }
    };
    let list = get("/api/v2/instances".to_owned()).await;
    assert_eq!(list.body["items"].as_array().expect("rows").len(), 1);
    let other = get(format!("/api/v2/instances/{}", two.body["id"].as_str().expect("an id"))).await;
    assert_eq!(line(&other), "403 FORBIDDEN");
    app.stop().await;
}

async fn created(app: &TestApp, body: Value) -> (String, String) {
    let created = app.post("/api/v2/api-keys", body).await.body;
    let path = format!("/api/v2/api-keys/{}", created["id"].as_str().expect("an id"));
    (path, created["key"].as_str().expect("a key").to_owned())
}

async fn primary(app: &TestApp) -> String {
    let list = app.get("/api/v2/api-keys").await.body;
    let rows = list["items"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["isPrimary"] == true).expect("the primary key");
    format!("/api/v2/api-keys/{}", row["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn a_key_is_changed_and_the_change_takes_effect_at_once() {
    let app = test_app().await;
    let new = json!({ "name": "bot", "scopes": ["instances:read"], "instanceIds": [] });
    let (path, secret) = created(&app, new).await;
    let read = || app.call_as(Some(&secret), Method::GET, "/api/v2/instances", None);
    assert_eq!(read().await.status, StatusCode::OK);
    let expires = app.app.env.now().plus(std::time::Duration::from_mins(1));
    let patch = json!({
        "name": " Bot 2 ", "scopes": ["messages:read"], "instanceIds": null, "expiresAt": expires,
    });
    let changed = app.call(Method::PATCH, &path, Some(patch)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    assert_eq!(changed.body["name"], "Bot 2");
    assert_eq!(changed.body["scopes"], json!(["messages:read"]));
    assert_eq!(changed.body["instanceIds"], Value::Null);
    assert_eq!(changed.body["expiresAt"], json!(expires));
    let shown = app.get(&path).await.body;
    assert_eq!(shown["scopes"], changed.body["scopes"]);
    assert_eq!(line(&read().await), "403 FORBIDDEN");
    let same = app.call(Method::PATCH, &path, Some(json!({}))).await;
    assert_eq!(same.body["name"], "Bot 2", "an empty patch changes nothing");
    let never = app.call(Method::PATCH, &path, Some(json!({ "expiresAt": null }))).await;
    assert_eq!(never.body["expiresAt"], Value::Null);
    for (wrong, field) in [
        (json!({ "name": " " }), "name"),
        (json!({ "scopes": [] }), "scopes"),
        (json!({ "scopes": ["everything"] }), "scopes"),
        (json!({ "expiresAt": "2020-01-01T00:00:00Z" }), "expiresAt"),
        (json!({ "hash": "x" }), "hash"),
    ] {
        let answer = app.call(Method::PATCH, &path, Some(wrong)).await;
        assert_eq!(line(&answer), format!("400 VALIDATION_ERROR {field}"));
    }
    app.call(Method::DELETE, &path, None).await;
    let late = app.call(Method::PATCH, &path, Some(json!({ "name": "x" }))).await;
    assert_eq!(line(&late), "409 CONFLICT");
    app.stop().await;
}

#[tokio::test]
async fn a_regenerated_key_has_a_new_secret_and_the_old_one_is_rejected() {
    let app = test_app().await;
    let (path, old) = created(&app, json!({ "name": "bot", "scopes": ["instances:read"] })).await;
    let read = |secret: String| {
        let app = &app;
        async move { line(&app.call_as(Some(&secret), Method::GET, "/api/v2/instances", None).await) }
    };
    assert_eq!(read(old.clone()).await, "200");
    let again = app.call(Method::POST, &format!("{path}/regenerate"), None).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(path.ends_with(again.body["id"].as_str().expect("an id")), "the same key");
    assert!(again.body["regeneratedAt"].is_string());
    let new = again.body["key"].as_str().expect("a key").to_owned();
    assert_eq!(read(old).await, "401 UNAUTHORIZED");
    assert_eq!(read(new.clone()).await, "200");
    assert_eq!(app.get(&path).await.body["suffix"], format!("...{}", &new[36..]));
    app.call(Method::DELETE, &path, None).await;
    let late = app.call(Method::POST, &format!("{path}/regenerate"), None).await;
    assert_eq!(line(&late), "409 CONFLICT");
    app.stop().await;
}

#[tokio::test]
async fn the_primary_key_is_neither_renamed_nor_narrowed_nor_revoked() {
    let app = test_app().await;
    let path = primary(&app).await;
    for patch in [
        json!({ "name": "other" }),
        json!({ "scopes": ["messages:read"] }),
        json!({ "instanceIds": [] }),
        json!({ "expiresAt": "2099-01-01T00:00:00Z" }),
    ] {
        let refused = app.call(Method::PATCH, &path, Some(patch)).await;
        assert_eq!(line(&refused), "409 CONFLICT");
    }
    let refused = app.call(Method::DELETE, &path, None).await;
    assert_eq!(line(&refused), "409 CONFLICT");
    let same = app.call(Method::PATCH, &path, Some(json!({ "scopes": ["*"] }))).await;
    assert_eq!(same.status, StatusCode::OK);
    // A leaked one can be replaced.
    let again = app.call(Method::POST, &format!("{path}/regenerate"), None).await;
    let new = again.body["key"].as_str().expect("a key");
    assert_eq!(line(&app.get("/api/v2/api-keys").await), "401 UNAUTHORIZED");
    let list = app.call_as(Some(new), Method::GET, "/api/v2/api-keys", None).await;
    assert_eq!(list.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn a_key_gets_no_permissions_through_another_key() {
    let app = test_app().await;
    let primary = primary(&app).await;
    let (strong, _) = created(&app, json!({ "name": "strong", "scopes": ["*"] })).await;
    let weak = json!({ "name": "weak", "scopes": ["admin:*", "messages:read"] });
    let (weak_path, weak) = created(&app, weak).await;
    let limited = json!({ "name": "limited", "scopes": ["*"], "instanceIds": [] });
    let (_, limited) = created(&app, limited).await;
    let call = |key: String, method: Method, path: String, body: Option<Value>| {
        let app = &app;
        async move { line(&app.call_as(Some(&key), method, &path, body).await) }
    };
    for target in [&primary, &strong] {
        for key in [&weak, &limited] {
            let path = format!("{target}/regenerate");
            assert_eq!(call(key.clone(), Method::POST, path, None).await, "403 FORBIDDEN");
            let patch = Some(json!({ "name": "mine" }));
            let answer = call(key.clone(), Method::PATCH, target.clone(), patch).await;
            assert_eq!(answer, "403 FORBIDDEN");
        }
    }
    let more = Some(json!({ "scopes": ["*"] }));
    assert_eq!(call(weak.clone(), Method::PATCH, weak_path, more).await, "403 FORBIDDEN");
    app.stop().await;
}

#[tokio::test]
async fn every_use_and_change_of_a_key_is_in_its_audit() {
    let app = test_app().await;
    let (path, secret) =
        created(&app, json!({ "name": "bot", "scopes": ["instances:read"] })).await;
    let request = |path: &str| {
        Request::get(path)
            .header("x-api-key", &secret)
            .header("user-agent", "tests/1")
            .header("x-request-id", "req-1")
            .body(Body::empty())
            .expect("a request")
    };
    app.clock.advance(1000);
    app.raw(request("/api/v2/instances")).await;
    app.clock.advance(1000);
    app.raw(request("/api/v2/events")).await;
    app.clock.advance(1000);
    let between = app.app.env.now();
    app.call(Method::PATCH, &path, Some(json!({ "name": "other" }))).await;
    app.clock.advance(1000);
    app.call(Method::POST, &format!("{path}/regenerate"), None).await;
    app.clock.advance(1000);
    app.call(Method::DELETE, &path, None).await;
    app.call(Method::DELETE, &path, None).await;
    let audit = app.get(&format!("{path}/audit")).await.body;
    let rows = audit["items"].as_array().expect("rows");
    let actions: Vec<_> = rows.iter().map(|row| row["action"].as_str().expect("a text")).collect();
    assert_eq!(actions, ["revoke", "regenerate", "update", "use", "use", "create"]);
    let used = &rows[3];
    assert_eq!(
        *used,
        json!({
            "id": used["id"],
            "timestamp": "2026-01-02T03:04:07.000Z",
            "action": "use",
            "ip": "127.0.0.1",
            "userAgent": "tests/1",
            "endpoint": "GET /api/v2/events",
            "statusCode": 403,
            "metadata": { "requestId": "req-1" },
        })
    );
    assert_eq!(
        (&rows[4]["endpoint"], &rows[4]["statusCode"]),
        (&json!("GET /api/v2/instances"), &json!(200))
    );
    assert_eq!(rows[2]["metadata"]["fields"], json!(["name"]));
    assert!(rows[2]["metadata"]["byKeyId"].is_string());
    assert_eq!(rows[2]["ip"], "127.0.0.1");
    let count = |query: String| {
        let (app, path) = (&app, &path);
        async move {
            let answer = app.get(&format!("{path}/audit?{query}")).await.body;
            answer["items"].as_array().expect("rows").len()
        }
    };
    assert_eq!(count("action=use".to_owned()).await, 2);
    assert_eq!(count("action=create,revoke".to_owned()).await, 2);
    assert_eq!(count(format!("since={between}")).await, 3);
    assert_eq!(count(format!("until={between}")).await, 3);
    assert_eq!(count("limit=4".to_owned()).await, 4);
    let wrong = app.get(&format!("{path}/audit?action=dance")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(!audit.to_string().contains(&secret));
    app.stop().await;
}

#[tokio::test]
async fn a_revoked_key_is_rejected_on_every_node_at_once() {
    let app = test_app().await;
    let other_node = app.second_node();
    let (path, secret) =
        created(&app, json!({ "name": "bot", "scopes": ["instances:read"] })).await;
    let request = || {
        let request = Request::get("/api/v2/instances")
            .header("x-api-key", &secret)
            .body(Body::empty())
            .expect("a request");
        let router = other_node.clone();
        async move { router.oneshot(request).await.expect("infallible").status() }
    };
    assert_eq!(request().await, StatusCode::OK, "the key is cached now");
    app.call(Method::DELETE, &path, None).await;
    // The clock is fixed, so no cache entry of that node expires.
    for _ in 0..1000 {
        if request().await == StatusCode::UNAUTHORIZED {
            app.stop().await;
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the other node still accepts the revoked key");
}
