//! Input of every kind that does not fit, over the table of routes, in this API's error.

use crate::samples::{NUMBER, Samples, UNKNOWN_ID, has_body, has_param};
use crate::support::{
    ANN, account_id, call, connected, from_ann, get, line, ok, post, test_app, until,
};
use axum::body::Body;
use axum::http::{Method, Request, header};
use omni_api_gateway::routes;
use omni_channel::Capability;
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
    routes().iter().filter(|route| route.is_documented && has_body(route))
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

/// An address of a group, and of a newsletter.
const GROUP: &str = "120363000000000001@g.us";
const NEWS: &str = "120363000000000009@newsletter";

#[tokio::test]
async fn every_list_rejects_a_cursor_that_is_none_of_its_own() {
    let (app, samples, id) = setup().await;
    allow_everything(&app);
    let account = account_id(id);
    from_ann(&app, id, "IN1", "hello").await;
    let chat = format!("/api/v1/chats/{ANN}?account_id={account}");
    until("the chat is there", async || get(&app, &app.key, &chat).await.status.is_success()).await;
    let webhooks = format!("/api/v1/accounts/{account}/webhooks");
    let made = post(&app, &app.key, &webhooks, json!({ "url": "https://example.com/hook" })).await;
    let webhook = ok(&made)["id"].as_str().expect("an id").to_owned();
    let mut checked = 0;
    for route in documented().filter(|route| has_param(route, "cursor")) {
        let path = path_of(&samples, route, &account).replace(UNKNOWN_ID, &webhook);
        let more = if path.contains('?') { "&" } else { "?" };
        for cursor in ["x", "%00", "acc_1", "..%2F"] {
            let path = format!("{path}{more}cursor={cursor}");
            let answer = send(&app, route, &path, JSON, "").await;
            assert_zod(&answer, &path);
            let named = &answer.body["details"]["fieldErrors"]["cursor"];
            assert!(named.is_array(), "{path}: {}", answer.body);
        }
        checked += 1;
    }
    assert!(checked > 15, "{checked}");
    app.stop().await;
}

/// A change of nothing, and a request without what it needs.
#[tokio::test]
async fn an_empty_body_is_refused_by_names_of_the_request() {
    let (app, samples, id) = setup().await;
    let mut refused = 0;
    for route in documented().filter(|route| route.access().needs_credential()) {
        let members = samples.members(route);
        if members.is_empty() {
            continue;
        }
        let sample = samples.of(route, &account_id(id));
        let answer = send(&app, route, &sample.path, JSON, "{}").await;
        let at = format!("{} {}: {}", route.method, sample.path, answer.body);
        assert!(!answer.status.is_server_error(), "{at}");
        let fields = answer.body["details"]["fieldErrors"].as_object();
        for name in fields.into_iter().flatten().map(|(name, _)| name) {
            let is_parameter =
                has_param(route, name) || route.path.contains(&format!("{{{name}}}"));
            assert!(members.contains_key(name) || is_parameter, "{at}");
        }
        refused += usize::from(answer.status.is_client_error());
    }
    assert!(refused > 30, "{refused}");
    let chat = format!("/api/v1/chats/{ANN}?account_id={}", account_id(id));
    let changed = call(&app, &app.key, Method::PATCH, &chat, Some(json!({}))).await;
    assert_eq!(
        changed.body["details"],
        json!({ "fieldErrors": {}, "formErrors": ["give at least one change"] })
    );
    app.stop().await;
}

/// The path of a request to a route; groups and channels have ids of their own form.
fn path_of(samples: &Samples, route: &RouteInfo, account: &str) -> String {
    let noun = route.path.trim_start_matches("/api/v1/").split('/').next();
    let reference = match noun {
        Some("channels") => NEWS,
        Some("groups" | "communities") => GROUP,
        _ => NUMBER,
    };
    samples.of(route, account).path.replace(NUMBER, reference)
}

fn allow_everything(app: &TestApp) {
    for capability in
        [Capability::ManageGroups, Capability::ManageCommunities, Capability::FollowChannels]
    {
        app.channel.network().add_capability(capability);
    }
}

/// Whether the sweep of ranges can reach the members of a route.
fn has_ranges(route: &RouteInfo) -> bool {
    // Of the person who is signed in, whom a key is not.
    let is_own = route.path.starts_with("/api/v1/auth/") && !route.path.contains("/auth/users");
    // The sample lacks the kind, which is asked for first; the network bounds the name.
    let is_other =
        ["/messages/media", "/users/profile"].iter().any(|end| route.path.ends_with(end));
    route.access().needs_credential() && !is_own && !is_other
}

#[tokio::test]
async fn a_value_outside_its_range_is_refused_by_its_name() {
    let (app, samples, id) = setup().await;
    allow_everything(&app);
    let account = account_id(id);
    let (mut checked, mut named) = (0, 0);
    for route in documented().filter(|route| has_ranges(route)) {
        let Some(good) = samples.of(route, &account).body else { continue };
        let path = path_of(&samples, route, &account);
        for (name, schema) in samples.members(route) {
            for value in samples.outside(&schema) {
                let mut wrong = good.clone();
                wrong[&name] = value;
                let answer = send(&app, route, &path, JSON, wrong.to_string()).await;
                let shown: String = wrong[&name].to_string().chars().take(40).collect();
                let at = format!("{} {path} {name}={shown}: {}", route.method, answer.body);
                assert!(answer.status.is_client_error(), "{at}");
                let fields = answer.body["details"]["fieldErrors"].as_object();
                let fields: Vec<&String> = fields.into_iter().flatten().map(|one| one.0).collect();
                // None is named where there is no such row, or the network cannot.
                assert!(fields.iter().all(|field| field.starts_with(&name)), "{at}");
                checked += 1;
                named += usize::from(!fields.is_empty());
            }
        }
    }
    assert!(checked > 90 && named * 2 > checked, "{named} of {checked}");
    let session = app.channel.session(id).expect("a session");
    assert!(session.sent().is_empty(), "{:?}", session.sent());
    app.stop().await;
}

/// A field of a form, or its file.
fn part(name: &str, text: &str) -> String {
    let file = if name == "file" { "; filename=\"a.txt\"" } else { "" };
    format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n")
}

#[tokio::test]
async fn a_form_that_does_not_fit_is_refused_and_nothing_is_kept() {
    const FORM: &str = "multipart/form-data; boundary=x";
    let (app, _, id) = setup().await;
    let account = account_id(id);
    let (to, file) = (part("to", NUMBER), part("file", "hello"));
    let document = "/api/v1/messages/document";
    let cut = file.trim_end();
    for (path, kind, form, wanted) in [
        ("/api/v1/media", FORM, "--x--\r\n".to_owned(), Some("file")),
        (document, FORM, format!("{to}--x--\r\n"), Some("file")),
        (document, FORM, format!("{file}{to}--x--\r\n"), Some("to")),
        (document, FORM, format!("{to}{}--x--\r\n", part("file", "")), Some("file")),
        (document, FORM, format!("{to}{cut}"), Some("file")),
        (document, FORM, format!("{to}{}{file}--x--\r\n", part("media", "aGk=")), Some("media")),
        (
            document,
            FORM,
            format!("{to}{}{file}--x--\r\n", part("view_once", "maybe")),
            Some("view_once"),
        ),
        ("/api/v1/messages/media", FORM, format!("{to}{file}--x--\r\n"), Some("type")),
        (
            "/api/v1/messages/media",
            FORM,
            format!("{to}{}{file}--x--\r\n", part("type", "nonsense")),
            Some("type"),
        ),
        (document, FORM, "--x\r\nContent-Disposition: form-data; na".to_owned(), None),
        (document, FORM, "nonsense".to_owned(), None),
        (document, FORM, String::new(), None),
        (document, "multipart/form-data", format!("{to}{file}--x--\r\n"), None),
    ] {
        let request = Request::post(format!("{path}?account_id={account}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", app.key))
            .header(header::CONTENT_TYPE, kind);
        let request = request.body(Body::from(form.clone())).expect("a request");
        let answer = app.raw(request).await;
        let at = format!("{path} {kind} {form}: {}", answer.body);
        assert_eq!(line(&answer), INVALID, "{at}");
        if let Some(wanted) = wanted {
            let fields = answer.body["details"]["fieldErrors"].as_object().expect("fields");
            assert_eq!(fields.keys().collect::<Vec<_>>(), [wanted], "{at}");
        }
    }
    assert!(app.channel.session(id).expect("a session").sent().is_empty());
    let kept = get(&app, &app.key, &format!("/api/v1/media?account_id={account}")).await;
    assert_eq!(ok(&kept)["items"], json!([]));
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
