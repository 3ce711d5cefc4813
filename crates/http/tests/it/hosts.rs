//! Several dialects on one host: the dialect that a rejected request belongs to renders the error.

use crate::dialects;
use crate::support::{Answer, PLAIN, call, get, post};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{Method, Request, StatusCode, Uri};
use axum::routing;
use omni_domain::Env;
use omni_http::{Endpoint, Host, HostContext, HostError, HttpOptions, Mount, Routes};
use serde_json::Value;
use std::net::SocketAddr;

/// The path below which each dialect has its things, and the end of its paths.
const DIALECTS: [(&str, &str, &str); 3] = [
    ("keys", "/api/v1/boxes", ""),
    ("tokens", "/api/v1/crates", ""),
    ("slashes", "/api/v1/bags", "/"),
];

/// The dialect of a response's body: each has members that no other has.
fn writer(answer: &Answer) -> &'static str {
    let body = &answer.body;
    match (&body["error"], &body["code"], &body["detail"]) {
        (Value::String(_), Value::Null, Value::Null) => "keys",
        (Value::Null, Value::String(_), Value::Null) => "tokens",
        (Value::Null, Value::Null, Value::String(_)) => "slashes",
        _ => panic!("no dialect's body: {body}"),
    }
}

fn request(method: Method, path: &str) -> Request<Body> {
    Request::builder().method(method).uri(path).body(Body::empty()).expect("a request")
}

fn with_header(mut request: Request<Body>, name: &'static str, value: &str) -> Request<Body> {
    request.headers_mut().insert(name, value.parse().expect("a header"));
    request
}

#[tokio::test]
async fn refusals_are_written_by_the_dialect_of_the_route() {
    let options = HttpOptions { json_max_bytes: 100, ..HttpOptions::default() };
    let host = dialects::host(options);
    for (name, base, end) in DIALECTS {
        let large = format!("{{\"name\":\"{}\"}}", "x".repeat(200));
        let cases = [
            ("a bad path", get(&format!("{base}/abc{end}")), 400),
            ("a bad body", post(&format!("{base}{end}"), "{\"name\":5}"), 400),
            ("no JSON", post(&format!("{base}{end}"), "{\"name\""), 400),
            ("a wrong method", request(Method::DELETE, &format!("{base}{end}")), 405),
            ("a large body", post(&format!("{base}{end}"), large), 413),
            ("a panic", get(&format!("{base}/boom{end}")), 500),
            ("an unknown path", get(&format!("{base}/a/b/c{end}")), 404),
        ];
        for (what, request, status) in cases {
            let answer = call(&host, request).await;
            assert_eq!(answer.status.as_u16(), status, "{name}: {what}: {}", answer.body);
            assert_eq!(writer(&answer), name, "{what}");
            assert_eq!(answer.header("x-request-id").len(), 32, "{name}: {what}");
        }
        let answer = call(&host, get(&format!("{base}{end}"))).await;
        assert_eq!((answer.status, answer.body), (StatusCode::OK, Value::Array(Vec::new())));
    }
}

#[tokio::test(start_paused = true)]
async fn timeouts_are_written_by_the_dialect_of_the_route() {
    let host = dialects::host(HttpOptions::default());
    for (name, base, end) in DIALECTS {
        let answer = call(&host, get(&format!("{base}/slow{end}"))).await;
        assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
        assert_eq!(writer(&answer), name);
    }
}

#[tokio::test]
async fn unknown_paths_belong_to_a_prefix_then_a_slash_then_a_credential() {
    let host = dialects::host(HttpOptions::default());
    let key = |path: &str, value: &str| with_header(get(path), "x-api-key", value);
    let token = |path: &str| with_header(get(path), "authorization", "Bearer x");
    let cases = [
        // A prefix, whatever else the request is like.
        (token("/api/v1/boxes/a/b"), "keys"),
        (key("/api/v1/crates/a/b", "box_1"), "tokens"),
        (key("/api/v1/bags", "box_1"), "slashes"),
        (token("/api/v1/boxes/"), "keys"),
        // Below the shared prefix, the slash.
        (get("/api/v1/barrels/"), "slashes"),
        (token("/api/v1/barrels/"), "slashes"),
        // And the credential.
        (token("/api/v1/barrels"), "tokens"),
        (key("/api/v1/barrels", "box_1"), "keys"),
        // No criterion applies: the first.
        (get("/api/v1/barrels"), "keys"),
        (get("/api/v1"), "keys"),
        (get("/elsewhere"), "keys"),
    ];
    for (request, name) in cases {
        let at = request.uri().to_string();
        let answer = call(&host, request).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{at}");
        assert_eq!(writer(&answer), name, "{at}");
    }
}

#[tokio::test]
async fn two_dialects_share_a_path_by_method() {
    let host = dialects::host(HttpOptions::default());
    let path = "/api/v1/status";
    assert_eq!(call(&host, get(path)).await.body, "well");
    assert_eq!(call(&host, request(Method::PUT, path)).await.body, "better");
    let wrong = || request(Method::DELETE, path);
    let token = with_header(wrong(), "authorization", "Bearer x");
    for (request, name) in [(wrong(), "keys"), (token, "tokens")] {
        let answer = call(&host, request).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(writer(&answer), name);
        let mut allowed: Vec<&str> = answer.header("allow").split(',').collect();
        allowed.sort_unstable();
        assert_eq!(allowed, ["GET", "HEAD", "PUT"]);
    }
}

async fn ask_from(host: &Router, last: u8, path: &str) -> Answer {
    let mut request = get(path);
    let peer = SocketAddr::from(([192, 0, 2, last], 40_000));
    request.extensions_mut().insert(ConnectInfo(peer));
    call(host, request).await
}

#[tokio::test]
async fn the_rate_limit_is_one_for_all_dialects() {
    let options = HttpOptions { rate_limit_per_minute: 3, ..HttpOptions::default() };
    let host = dialects::host(options);
    let mut left = Vec::new();
    for (_, base, end) in DIALECTS {
        let answer = ask_from(&host, 1, &format!("{base}{end}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        left.push(answer.header("x-ratelimit-remaining").to_owned());
    }
    assert_eq!(left, ["2", "1", "0"]);
    for (name, base, end) in DIALECTS {
        let answer = ask_from(&host, 1, &format!("{base}{end}")).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(writer(&answer), name);
        assert!(answer.headers.contains_key("retry-after"));
    }
    let other = ask_from(&host, 2, "/api/v1/boxes").await;
    assert_eq!(other.status, StatusCode::OK, "another address has its own limit");
}

#[tokio::test]
async fn hosts_of_one_context_share_the_rate_limit() {
    let options = HttpOptions { rate_limit_per_minute: 1, ..HttpOptions::default() };
    let context = HostContext::new(options, Env::system());
    let listener = || {
        let host = Host::new(context.clone());
        let host = dialects::mounts().into_iter().fold(host, Host::mount);
        host.into_router().expect("routes that do not conflict")
    };
    let (first, second) = (listener(), listener());
    assert_eq!(ask_from(&first, 1, "/api/v1/boxes").await.status, StatusCode::OK);
    let refused = ask_from(&second, 1, "/api/v1/boxes").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
}

fn one(name: &'static str, method: Method, path: &str) -> Mount {
    let handler = routing::any(|| async { "fine" });
    let routes = Routes::new().undocumented(method, path, handler, Endpoint::open());
    Mount::new(omni_http::Dialect { name, ..PLAIN }, routes)
}

fn built(first: Mount, second: Mount) -> Result<Router, HostError> {
    let context = HostContext::new(HttpOptions::default(), Env::system());
    Host::new(context).mount(first).mount(second).into_router()
}

#[test]
fn routes_that_conflict_are_an_error_that_names_both_dialects() {
    let cases = [
        (
            built(one("a", Method::GET, "/x/{id}"), one("b", Method::GET, "/x/{id}")),
            "the dialects `a` and `b` both have a route GET /x/{id}",
        ),
        (
            built(one("a", Method::GET, "/x/{id}"), one("b", Method::POST, "/x/{name}")),
            "the path /x/{id} of the dialect `a` and /x/{name} of `b` match the same requests; \
             name their parameters alike",
        ),
        (
            built(one("a", Method::GET, "/x/{*rest}"), one("b", Method::GET, "/x/{id}/y")),
            "the path /x/{*rest} of the dialect `a` and /x/{id}/y of `b` match the same requests; \
             name their parameters alike",
        ),
        (
            built(one("a", Method::GET, "/x"), one("b", Method::GET, "/y").alias("/x", |_| {})),
            "the dialects `a` and `b` both have a route any /x",
        ),
    ];
    for (built, message) in cases {
        assert_eq!(built.expect_err(message).to_string(), message);
    }
}

#[tokio::test]
async fn an_alias_is_its_route_under_another_path() {
    fn rewrite(parts: &mut Parts) {
        parts.uri = Uri::from_static("/new/7");
    }
    let routes = Routes::new().undocumented(
        Method::GET,
        "/new/{id}",
        routing::get(|axum::extract::Path(id): axum::extract::Path<String>| async { id }),
        Endpoint::open(),
    );
    let mount = Mount::new(PLAIN, routes)
        .with_headers(|uri, _, headers| {
            headers.append("x-seen", uri.path().parse().expect("a header"));
        })
        .alias("/old", rewrite);
    let context = HostContext::new(HttpOptions::default(), Env::system());
    let host = Host::new(context).mount(mount).into_router().expect("a host");
    let answer = call(&host, get("/old")).await;
    assert_eq!(answer.body, 7);
    let seen: Vec<_> = answer.headers.get_all("x-seen").iter().collect();
    assert_eq!(seen, ["/new/7"], "the layers are around the route once");
    let wrong = call(&host, post("/old", "")).await;
    assert_eq!(wrong.line().split(' ').next(), Some("405"));
    let unknown = call(&host, get("/nowhere")).await;
    assert_eq!(unknown.header("x-seen"), "/nowhere", "refusals have the headers too");
}

/// A host with one route, reached below a path, too.
fn host_below(base: &str, path: &str) -> Result<Router, HostError> {
    let routes = Routes::new().undocumented(
        Method::GET,
        path,
        routing::get(|| async { "7" }),
        Endpoint::open(),
    );
    let options = HttpOptions { base_path: base.to_owned(), ..HttpOptions::default() };
    let context = HostContext::new(options, Env::system());
    Host::new(context).mount(Mount::new(PLAIN, routes)).into_router()
}

#[tokio::test]
async fn every_path_is_served_below_the_base_path_too() {
    let host = host_below("/a/wa", "/new/{id}").expect("a host");
    for path in ["/new/7", "/a/wa/new/7", "/a/wa/new/7?b=c"] {
        let answer = call(&host, get(path)).await;
        assert_eq!((answer.status, answer.body), (StatusCode::OK, Value::from(7)), "{path}");
    }
    for path in ["/a/new/7", "/a/way/new/7", "/a/wa/a/wa/new/7", "/a/wa/"] {
        let answer = call(&host, get(path)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header("x-request-id").len(), 32, "{path}: of the dialect");
    }
    let wrong = call(&host, post("/a/wa/new/7", "")).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    for (path, location) in [("/a/wa", "wa/"), ("/a/wa?b=c", "wa/?b=c")] {
        let answer = call(&host, get(path)).await;
        assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT, "{path}");
        assert_eq!(answer.header("location"), location);
    }
}

#[test]
fn a_base_path_that_begins_like_a_route_is_refused() {
    let refused = host_below("/new/x", "/new/{id}").expect_err("ambiguous");
    assert_eq!(refused, HostError::BasePath { base: "/new/x".to_owned(), dialect: "test" });
    assert!(host_below("/newer", "/new/{id}").is_ok());
}
