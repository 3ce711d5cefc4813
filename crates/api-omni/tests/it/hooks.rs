use crate::support::{UNKNOWN_ID, limited, line, test_app};
use axum::body::Body;
use axum::http::Request;
use omni_http::HttpOptions;
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};

async fn secret(app: &TestApp, id: &str) -> String {
    let path = format!("/api/v2/instances/{id}/webhook-secret");
    let created = app.post(&path, Value::Null).await;
    assert_eq!(created.body["webhookUrl"], format!("/api/v2/webhooks/whatsapp-baileys/{id}"));
    created.body["secret"].as_str().expect("shown once").to_owned()
}

async fn deliver(app: &TestApp, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = Request::post(format!("/api/v2/webhooks/{path}"))
        .header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.raw(request.body(Body::from(body.to_owned())).expect("a request")).await
}

async fn events(app: &TestApp) -> Vec<Value> {
    let list = app.get("/api/v2/events?eventType=custom.webhook").await;
    list.body["items"].as_array().expect("rows").clone()
}

const BODY: &str = r#"{"event":"messages.upsert","data":{"n":1},"more":true}"#;

#[tokio::test]
async fn a_delivery_with_the_secret_is_an_event_before_the_response() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let secret = secret(&app, &id).await;
    assert!(secret.starts_with("whsec_") && secret.len() == 46);
    let with = [("x-webhook-secret", secret.as_str())];
    for channel in ["whatsapp", "whatsapp-baileys"] {
        let answer = deliver(&app, &format!("{channel}/{id}"), &with, BODY).await;
        assert_eq!(answer.body, json!({ "received": true }), "{channel}");
    }
    let found = events(&app).await;
    assert_eq!(found.len(), 2);
    assert_eq!(found[0]["instanceId"], id);
    assert_eq!(
        found[0]["payload"],
        json!({
            "source": "whatsapp-baileys",
            "deliveryId": null,
            "event": "messages.upsert",
            "data": { "n": 1 },
        })
    );
    let mistakes = [r#"{"data":{}}"#, r#"{"event":""}"#, r#"{"event":"x","data":5}"#, "nonsense"];
    for body in mistakes {
        let answer = deliver(&app, &format!("whatsapp/{id}"), &with, body).await;
        assert!(line(&answer).starts_with("400 VALIDATION_ERROR"), "{body}: {}", answer.body);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_repeated_delivery_is_one_event() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let other = app.connected_instance("two").await.to_string();
    let (mine, theirs) = (secret(&app, &id).await, secret(&app, &other).await);
    for (id, secret) in [(&id, &mine), (&id, &mine), (&other, &theirs)] {
        let headers = [("x-webhook-secret", secret.as_str()), ("x-delivery-id", "d-1")];
        let answer = deliver(&app, &format!("whatsapp/{id}"), &headers, BODY).await;
        assert_eq!(answer.body, json!({ "received": true }));
    }
    assert_eq!(events(&app).await.len(), 2, "one for each instance");
    let headers = [("x-webhook-secret", mine.as_str()), ("x-delivery-id", "")];
    let answer = deliver(&app, &format!("whatsapp/{id}"), &headers, BODY).await;
    assert_eq!(line(&answer), "400 VALIDATION_ERROR x-delivery-id");
    app.stop().await;
}

#[tokio::test]
async fn without_the_secret_nothing_is_revealed() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let bare = app.connected_instance("without a secret").await.to_string();
    let old = secret(&app, &id).await;
    let new = secret(&app, &id).await;
    let wrong = format!("whsec_{}", "x".repeat(40));
    let cases = [
        (format!("whatsapp/{id}"), Some(old.as_str())),
        (format!("whatsapp/{id}"), Some(wrong.as_str())),
        (format!("whatsapp/{id}"), Some("")),
        (format!("whatsapp/{id}"), None),
        (format!("whatsapp/{bare}"), Some("")),
        (format!("whatsapp/{bare}"), Some(new.as_str())),
        (format!("whatsapp/{UNKNOWN_ID}"), Some(new.as_str())),
        ("whatsapp/not-an-id".to_owned(), Some(new.as_str())),
        (format!("discord/{id}"), Some(new.as_str())),
        (format!("telegram/{id}"), Some(new.as_str())),
        (format!("whatsapp-cloud/{id}"), Some(new.as_str())),
    ];
    let mut bodies = Vec::new();
    for (path, secret) in cases {
        let headers: Vec<_> =
            secret.map(|secret| ("x-webhook-secret", secret)).into_iter().collect();
        // Not even whether the body is valid.
        let answer = deliver(&app, &path, &headers, "nonsense").await;
        assert_eq!(line(&answer), "401 UNAUTHORIZED", "{path} {}", answer.body);
        bodies.push(answer.body.to_string());
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    assert!(events(&app).await.is_empty());
    let with = [("x-webhook-secret", new.as_str())];
    let answer = deliver(&app, &format!("whatsapp/{id}"), &with, BODY).await;
    assert_eq!(answer.body, json!({ "received": true }));
    let row = app.app.store.find_hook_secret(id.parse().expect("an id")).await;
    let sealed = row.expect("a read").expect("a row").sealed;
    assert!(sealed.starts_with("sealed:") && !sealed.contains(&new[6..]), "sealed at rest");
    app.stop().await;
}

#[tokio::test]
async fn deliveries_have_a_limit_and_guessing_a_secret_uses_up_none_of_it() {
    let limits = HttpOptions { hook_deliveries_per_minute: 3, ..HttpOptions::default() };
    let app = limited(limits).await;
    let id = app.connected_instance("one").await.to_string();
    let other = app.connected_instance("two").await.to_string();
    let (secret, others) = (secret(&app, &id).await, secret(&app, &other).await);
    let path = format!("whatsapp/{id}");
    let mut guesses = Vec::new();
    for _ in 0..4 {
        let answer = deliver(&app, &path, &[("x-webhook-secret", "guess")], BODY).await;
        guesses.push(line(&answer));
    }
    assert_eq!(
        guesses,
        ["401 UNAUTHORIZED", "401 UNAUTHORIZED", "401 UNAUTHORIZED", "429 RATE_LIMITED"]
    );
    let mut taken = Vec::new();
    for _ in 0..4 {
        let answer = deliver(&app, &path, &[("x-webhook-secret", secret.as_str())], BODY).await;
        taken.push((answer.status.as_u16(), answer.headers.contains_key("retry-after")));
    }
    assert_eq!(taken, [(200, false), (200, false), (200, false), (429, true)]);
    let path = format!("whatsapp/{other}");
    let answer = deliver(&app, &path, &[("x-webhook-secret", others.as_str())], BODY).await;
    assert_eq!(answer.status.as_u16(), 200, "each instance has its own");
    app.stop().await;
}
