//! Input of every kind that does not fit, over the table of routes, in this API's error.

use crate::samples::{Samples, has_param};
use crate::support::{account_id, connected, line, test_app};
use axum::body::Body;
use axum::http::{Request, header};
use omni_api_gateway::routes;
use omni_domain::ids::InstanceId;
use omni_http::RouteInfo;
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};

const INVALID: &str = "400 VALIDATION_ERROR";
const JSON: &str = "application/json";

/// A request with the primary key.
async fn send(
    app: &TestApp,
    route: &RouteInfo,
    path: &str,
    kind: &str,
    body: impl Into<Body>,
) -> Answer {
    let request = Request::builder()
        .method(route.method.clone())
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {}", app.key))
        .header(header::CONTENT_TYPE, kind);
    app.raw(request.body(body.into()).expect("a request")).await
}

fn documented() -> impl Iterator<Item = &'static RouteInfo> {
    routes().iter().filter(|route| route.is_documented)
}

/// The error names the field, or is about the whole.
fn assert_zod(answer: &Answer, at: &str) {
    assert_eq!(line(answer), INVALID, "{at}: {}", answer.body);
    let details = &answer.body["details"];
    let (fields, form) = (&details["fieldErrors"], &details["formErrors"]);
    assert!(fields.is_object() && form.is_array(), "{at}: {details}");
    let mut texts = fields
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(|(_, texts)| texts.as_array().into_iter().flatten());
    let named = texts.all(Value::is_string) && form.as_array().is_some_and(|all| all.len() < 2);
    assert!(named, "{at}: {details}");
}

async fn setup() -> (TestApp, Samples, InstanceId) {
    let app = test_app().await;
    let (id, _) = connected(&app).await;
    (app, Samples::new(), id)
}

#[tokio::test]
async fn every_route_with_a_body_rejects_invalid_ones() {
    let (app, samples, id) = setup().await;
    let mut checked = 0;
    for route in documented() {
        let sample = samples.of(route, &account_id(id));
        let Some(good) = sample.body else { continue };
        let at = format!("{} {}", route.method, sample.path);
        for broken in ["{\"to\":", "nonsense", "[1]", "\"text\"", "null", "7", "{\"a\":1}}"] {
            let answer = send(&app, route, &sample.path, JSON, broken).await;
            assert_zod(&answer, &format!("{at} {broken}"));
        }
        if sample.needs_body {
            let answer = send(&app, route, &sample.path, JSON, "").await;
            assert_zod(&answer, &format!("{at} without a body"));
        }
        let answer = send(&app, route, &sample.path, JSON, vec![b'{', b'"', 0xff, b'"']).await;
        assert_zod(&answer, &format!("{at} that is no text"));
        let answer = send(&app, route, &sample.path, "text/plain", good.to_string()).await;
        assert_eq!(line(&answer), INVALID, "{at} of another type");
        for name in good.as_object().expect("an object").keys() {
            let mut wrong = good.clone();
            wrong[name] = json!([{ "wrong": [true] }]);
            let answer = send(&app, route, &sample.path, JSON, wrong.to_string()).await;
            assert_zod(&answer, &format!("{at} {name}"));
            let errors = answer.body["details"]["fieldErrors"].as_object().expect("fields");
            let is_named = errors.keys().all(|key| key.starts_with(name.as_str()));
            assert!(is_named && !errors.is_empty(), "{at} {name}: {}", answer.body);
        }
        checked += 1;
    }
    assert!(checked > 40, "{checked}");
    app.stop().await;
}

#[tokio::test]
async fn a_moment_that_no_calendar_holds_is_refused() {
    let (app, _, id) = setup().await;
    let account = account_id(id);
    let event = "/api/v1/messages/event";
    let chat = "/api/v1/chats/15550002222@s.whatsapp.net";
    // Milliseconds, and the largest number.
    for wrong in [1_767_323_044_000_i64, i64::MAX] {
        for (path, name, body) in [
            (event, "startTime", json!({ "to": "1", "title": "x", "startTime": wrong })),
            (
                event,
                "endTime",
                json!({ "to": "1", "title": "x", "startTime": 1, "endTime": wrong }),
            ),
            (chat, "mute_until", json!({ "mute_until": wrong })),
        ] {
            let query = format!("{path}?account_id={account}");
            let is_its = |route: &&RouteInfo| {
                let (method, shape) =
                    if path == chat { ("PATCH", "/api/v1/chats/{id}") } else { ("POST", event) };
                route.path == shape && route.method == method
            };
            let route = documented().find(is_its).expect("the route");
            let answer = send(&app, route, &query, JSON, body.to_string()).await;
            assert_zod(&answer, path);
            assert!(answer.body["details"]["fieldErrors"][name].is_array(), "{}", answer.body);
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_by_every_route() {
    let (app, samples, id) = setup().await;
    let huge = format!("{{\"to\":\"{}\"}}", "x".repeat(2 * 1024 * 1024));
    for route in documented() {
        let sample = samples.of(route, &account_id(id));
        if sample.body.is_none() {
            continue;
        }
        let answer = send(&app, route, &sample.path, JSON, huge.clone()).await;
        assert_eq!(line(&answer), INVALID, "{} {}", route.method, sample.path);
    }
    app.stop().await;
}

#[tokio::test]
async fn every_route_rejects_unknown_and_invalid_parameters() {
    let (app, samples, id) = setup().await;
    for route in documented().filter(|route| route.access().needs_credential()) {
        let sample = samples.of(route, &account_id(id));
        let body = sample.body.map(|body| body.to_string()).unwrap_or_default();
        let more = if sample.path.contains('?') { "&" } else { "?" };
        let mut wrong = vec![("nonsense", "nonsense=1")];
        if has_param(route, "limit") {
            wrong.extend([
                ("limit", "limit=0"),
                ("limit", "limit=201"),
                ("limit", "limit=-1"),
                ("limit", "limit=x"),
                ("limit", "limit="),
                ("limit", "limit=99999999999999999999"),
            ]);
        }
        if has_param(route, "for") {
            wrong.push(("for", "for=all"));
        }
        for (name, query) in wrong {
            let path = format!("{}{more}{query}", sample.path);
            let answer = send(&app, route, &path, JSON, body.clone()).await;
            let at = format!("{} {path}", route.method);
            assert_zod(&answer, &at);
            assert!(
                answer.body["details"]["fieldErrors"][name].is_array(),
                "{at}: {}",
                answer.body
            );
        }
        // A filter of the log, and not what it is about.
        if has_param(route, "account_id") && route.path != "/api/v1/ai/logs" {
            let path = sample.path.split('?').next().unwrap_or_default();
            for (text, at) in
                [("", "none"), ("?account_id=acc_1", "wrong"), ("?account_id=", "empty")]
            {
                let answer = send(&app, route, &format!("{path}{text}"), JSON, body.clone()).await;
                let at = format!("{} {path} with {at}", route.method);
                assert_zod(&answer, &at);
                let named = &answer.body["details"]["fieldErrors"]["account_id"];
                assert!(named.is_array(), "{at}: {}", answer.body);
            }
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn every_list_of_the_database_rejects_a_cursor_that_is_none_of_its_own() {
    let (app, samples, id) = setup().await;
    let of_network = ["/channels", "/messages", "/applications", "/blacklist"];
    for route in documented().filter(|route| has_param(route, "cursor")) {
        let is_of_network = of_network.iter().any(|end| route.path.ends_with(end));
        if is_of_network || route.path.contains("{webhook_id}") {
            continue;
        }
        let sample = samples.of(route, &account_id(id));
        let more = if sample.path.contains('?') { "&" } else { "?" };
        for cursor in ["x", "%00", "acc_1", "..%2F"] {
            let path = format!("{}{more}cursor={cursor}", sample.path);
            let answer = send(&app, route, &path, JSON, "").await;
            assert_zod(&answer, &path);
            assert!(answer.body["details"]["fieldErrors"]["cursor"].is_array(), "{}", answer.body);
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn no_path_is_too_strange() {
    let (app, samples, id) = setup().await;
    let long = "x".repeat(4000);
    let strange = ["%FF", "%00", "%20", "..%2F..", "'%22--", "%F0%9F%91%8D", long.as_str()];
    for route in documented().filter(|route| route.path.contains('{')) {
        let sample = samples.of(route, &account_id(id));
        let body = sample.body.map(|body| body.to_string()).unwrap_or_default();
        let query = sample.path.split_once('?').map(|(_, query)| query);
        for text in strange {
            let parts = route.path.split('/');
            let parts = parts.map(|part| if part.starts_with('{') { text } else { part });
            let mut path = parts.collect::<Vec<_>>().join("/");
            if let Some(query) = query {
                path = format!("{path}?{query}");
            }
            let answer = send(&app, route, &path, JSON, body.clone()).await;
            let at = format!("{} {path}: {} {}", route.method, answer.status, answer.body);
            assert!(!answer.status.is_server_error(), "{at}");
            if text == "%FF" {
                assert_eq!(line(&answer), INVALID, "{at}");
            } else if answer.status.is_client_error() {
                line(&answer);
            }
        }
    }
    app.stop().await;
}
