//! Input of every kind that does not fit, over the table of routes, in this API's error.

use crate::support::Account;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use omni_http::{Access, RouteInfo};
use omni_testing::Answer;
use serde_json::json;

const JSON: &str = "application/json";

async fn send(account: &Account, route: &RouteInfo, path: &str, kind: &str, body: Body) -> Answer {
    let request = Request::builder()
        .method(route.method.clone())
        .uri(path)
        .header("x-api-key", &account.key)
        .header("content-type", kind);
    account.app.raw(request.body(body).expect("a request")).await
}

/// The three members, and no other.
fn assert_shape(answer: &Answer, at: &str) {
    let reason = answer.status.canonical_reason();
    let message = &answer.body["message"];
    assert!(message.as_str().is_some_and(|text| !text.is_empty()), "{at}: {}", answer.body);
    let expected =
        json!({ "statusCode": answer.status.as_u16(), "message": message, "error": reason });
    assert_eq!(answer.body, expected, "{at}");
    assert!(answer.headers.contains_key("x-request-id"), "{at}");
}

fn secured() -> impl Iterator<Item = &'static RouteInfo> {
    omni_api_wapzi::routes().iter().filter(|route| route.access() != Access::Open)
}

#[tokio::test]
async fn strange_ids_are_refused_in_the_documented_words() {
    let account = Account::new().await;
    let body = json!({ "message": "hi" }).to_string();
    let long = "x".repeat(4000);
    for route in secured().filter(|route| route.path.contains('{')) {
        let expected = if route.path.contains("{executionId}") {
            "Invalid executionId for this account"
        } else {
            "Invalid entryPointId"
        };
        for id in ["%FF", "%00", "..%2F..", "'%22--", "%F0%9F%91%8D", "entry_point_", &long] {
            let parts = route.path.split('/');
            let parts = parts.map(|part| if part.starts_with('{') { id } else { part });
            let path = parts.collect::<Vec<_>>().join("/");
            let answer = send(&account, route, &path, JSON, body.clone().into()).await;
            let at = format!("{} {path}", route.method);
            assert_shape(&answer, &at);
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{at}");
            assert_eq!(answer.body["message"], expected, "{at}");
        }
    }
    account.app.stop().await;
}

#[tokio::test]
async fn bodies_that_do_not_fit_are_refused() {
    let account = Account::new().await;
    let path = account.path();
    let route = secured().find(|route| route.path.contains("{entryPointId}")).expect("a route");
    for (body, message) in [
        ("{}", "message is required"),
        ("{\"message\":\"\"}", "message is required"),
        ("{\"message\":\" \\n\\t\"}", "message is required"),
        ("{\"message\":\"hi\",\"conversationId\":\"\"}", "Invalid conversationId"),
        ("{\"message\":\"hi\",\"conversationId\":\"conv_1\"}", "Invalid conversationId"),
        ("{\"message\":\"hi\",\"conversationId\":\"exec_1\"}", "Invalid conversationId"),
    ] {
        let answer = send(&account, route, &path, JSON, body.into()).await;
        assert_shape(&answer, body);
        let found = (answer.status, &answer.body["message"]);
        assert_eq!(found, (StatusCode::BAD_REQUEST, &json!(message)), "{body}");
    }
    for body in [
        "",
        "nonsense",
        "{\"message\":",
        "[]",
        "[\"hi\"]",
        "null",
        "7",
        "{\"message\":null}",
        "{\"message\":7}",
        "{\"message\":[\"hi\"]}",
        "{\"message\":\"hi\",\"conversationId\":7}",
        "{\"message\":\"hi\"}}",
    ] {
        let answer = send(&account, route, &path, JSON, body.into()).await;
        assert_shape(&answer, body);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    }
    let no_text = Body::from(vec![b'{', b'"', 0xff, b'"']);
    let answer = send(&account, route, &path, JSON, no_text).await;
    assert_shape(&answer, "no text");
    let of_another_type = send(&account, route, &path, "text/plain", "hi".into()).await;
    assert_shape(&of_another_type, "of another type");
    assert_eq!(of_another_type.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let huge = json!({ "message": "x".repeat(2 * 1024 * 1024) }).to_string();
    let huge = send(&account, route, &path, JSON, huge.into()).await;
    assert_shape(&huge, "huge");
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    account.app.stop().await;
}

#[tokio::test]
async fn what_is_unknown_in_a_request_is_ignored() {
    let account = Account::new().await;
    let route = secured().find(|route| route.path.contains("{entryPointId}")).expect("a route");
    let path = format!("{}?utm_source=mail", account.path());
    let body = json!({ "message": "hi", "metadata": { "a": 1 }, "conversationId": null });
    let answer = send(&account, route, &path, JSON, body.to_string().into()).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    account.app.stop().await;
}
