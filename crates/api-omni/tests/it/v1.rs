use crate::support::{ANN, deliver, from_ann, test_app};
use axum::http::{Method, StatusCode};
use omni_api_omni::v1_routes;
use omni_testing::{Answer, SentByMock};
use serde_json::{Value, json};

fn assert_going(answer: &Answer, successor: &str) {
    let header = |name: &str| answer.headers[name].to_str().expect("text").to_owned();
    assert_eq!(header("deprecation"), "@1769644800");
    assert_eq!(header("sunset"), "Fri, 31 Dec 2027 23:59:59 GMT");
    assert_eq!(header("link"), format!("</api/v2{successor}>; rel=\"successor-version\""));
    assert!(answer.headers.contains_key("x-request-id"));
}

#[tokio::test]
async fn instances_are_found_by_name_and_renamed() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let list = app.get("/api/v1/instances").await;
    assert_going(&list, "/instances");
    let one = &list.body["items"][0];
    for (name, expected) in [
        ("id", id.as_str()),
        ("name", "one"),
        ("instance_name", "one"),
        ("channel_type", "whatsapp-baileys"),
        ("status", "connected"),
    ] {
        assert_eq!(one[name], expected, "{name}");
    }
    assert_eq!(one["agent"]["timeout"], 60_000, "the successor's members are included");
    let got = app.get("/api/v1/instances/one").await;
    assert_eq!(&got.body, one);
    app.stop().await;
}

#[tokio::test]
async fn errors_are_one_text() {
    let app = test_app().await;
    let missing = app.get("/api/v1/instances/missing").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.body, json!({ "error": "Not found" }));
    assert_going(&missing, "/instances");
    let nowhere = app.get("/api/v1/nowhere").await;
    assert_eq!(nowhere.body, json!({ "error": "Not found" }));
    let anonymous = app.call_as(None, Method::GET, "/api/v1/instances", None).await;
    assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED);
    assert!(anonymous.body["error"].is_string(), "{}", anonymous.body);
    app.connected_instance("one").await;
    let linked = app.get("/api/v1/instances/one/qr").await;
    assert_eq!(linked.status, StatusCode::CONFLICT);
    assert_eq!(linked.body["error"], "the instance is linked and connected; it needs no QR");
    app.stop().await;
}

#[tokio::test]
async fn a_text_is_sent_in_each_of_the_three_shapes_and_on_each_path() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let requests = [
        ("/instances/one/send-text", json!({ "number": "+15550002222", "text": "a" })),
        ("/instances/one/send-text", json!({ "number": 15_550_002_222_u64, "text": "b" })),
        (
            "/instance/one/send-text",
            json!({ "user_id": null, "phone_number": "15550002222", "text": "c",
                    "auto_parse_mentions": true, "split_message": false }),
        ),
        ("/one/send-text", json!({ "recipientId": ANN, "message": "d", "mentions": [] })),
    ];
    for (path, body) in requests {
        let sent = app.post(&format!("/api/v1{path}"), body).await;
        assert_eq!(sent.status, StatusCode::OK, "{path}: {}", sent.body);
        assert_going(&sent, "/messages");
        assert_eq!(sent.body["status"], "sent");
        assert_eq!(sent.body["success"], true);
        assert!(sent.body["key"]["id"].as_str().is_some_and(|id| id.starts_with("MOCK")));
    }
    let texts: Vec<String> = app
        .channel
        .session(id)
        .expect("a session")
        .sent()
        .into_iter()
        .map(|sent| match sent {
            SentByMock::Message(message) => format!("{:?}", message.content),
            SentByMock::Action(action) => panic!("{action:?}"),
        })
        .collect();
    assert_eq!(texts.len(), 4, "{texts:?}");
    for body in [json!({ "text": "x" }), json!({ "number": "1" }), Value::Null] {
        let refused = app.post("/api/v1/instances/one/send-text", body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
        assert!(refused.body["error"].is_string());
    }
    app.stop().await;
}

#[tokio::test]
async fn a_key_that_may_only_send_sends_by_name() {
    let app = test_app().await;
    let one = app.connected_instance("one").await.to_string();
    app.connected_instance("two").await;
    let new = json!({ "name": "s", "scopes": ["messages:send"], "instanceIds": [one] });
    let key = app.post("/api/v2/api-keys", new).await.body["key"].as_str().expect("key").to_owned();
    let body = Some(json!({ "number": "+15550002222", "text": "a" }));
    let path_of = |name: &str| format!("/api/v1/instances/{name}/send-text");
    let sent = app.call_as(Some(&key), Method::POST, &path_of("one"), body.clone()).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    let other = app.call_as(Some(&key), Method::POST, &path_of("two"), body).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "another key's instance is not found");
    let list = app.call_as(Some(&key), Method::GET, "/api/v1/instances", None).await;
    assert_eq!(list.status, StatusCode::FORBIDDEN);
    app.stop().await;
}

#[tokio::test]
async fn traces_are_events_under_the_first_versions_names() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("A1", "hello")]).await;
    let path = "/api/v1/traces?instance_name=one&eventType=message.received&limit=5";
    let traces = app.get(path).await;
    assert_going(&traces, "/events");
    assert_eq!(traces.body["meta"]["hasMore"], false, "{}", traces.body);
    let trace = &traces.body["items"][0];
    for (name, expected) in [
        ("instance_name", "one"),
        ("sender_phone", ANN),
        ("sender_name", "Ann"),
        ("message_type", "text"),
        ("message_text", "hello"),
        ("status", "received"),
        ("whatsapp_message_id", "A1"),
    ] {
        assert_eq!(trace[name], expected, "{name}: {trace}");
    }
    assert!(trace["id"].is_string() && trace["created_at"].is_string());
    assert!(trace["audio_transcription"].is_null() && trace["image_description"].is_null());
    let none = app.get("/api/v1/traces?instance_name=two").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[tokio::test]
async fn every_route_requires_a_key_with_its_scope() {
    let app = test_app().await;
    app.connected_instance("one").await;
    let new = json!({ "name": "weak", "scopes": ["access:read"] });
    let weak =
        app.post("/api/v2/api-keys", new).await.body["key"].as_str().expect("key").to_owned();
    for route in v1_routes() {
        let path = route.path.replace("{name}", "one");
        let method: Method = route.method.clone();
        let body = (method == Method::POST).then(|| json!({ "number": "1", "text": "x" }));
        for (key, status) in [(None, 401), (Some("nonsense"), 401), (Some(weak.as_str()), 403)] {
            let answer = app.call_as(key, method.clone(), &path, body.clone()).await;
            assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.body);
            assert!(answer.body["error"].is_string(), "{method} {path}");
        }
    }
    app.stop().await;
}
