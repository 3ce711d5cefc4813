//! Who may call what, over the table of routes.

use crate::samples::{Sample, Samples, UNKNOWN_ACCOUNT, has_body};
use crate::support::{
    ANN, account_id, call, connected, from_ann, get, line, ok, sign_in, test_app, until,
};
use axum::body::Body;
use axum::http::{Method, Request, header};
use futures::stream;
use omni_api_gateway::routes;
use omni_app::keys::NewApiKey;
use omni_app::{Caller, account_tokens};
use omni_domain::TenantId;
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{Access, RouteInfo};
use omni_testing::{Answer, TestApp};
use serde_json::json;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Sends a sample; without a token if there is none.
async fn send(app: &TestApp, token: Option<&str>, route: &RouteInfo, sample: &Sample) -> Answer {
    let (method, path, body) = (route.method.clone(), &sample.path, sample.body.clone());
    match token {
        Some(token) => call(app, token, method, path, body).await,
        None => app.call_as(None, method, path, body).await,
    }
}

fn secured() -> impl Iterator<Item = &'static RouteInfo> {
    routes().iter().filter(|route| route.access().needs_credential() && has_body(route))
}

async fn new_token(app: &TestApp, id: InstanceId) -> String {
    let system = Caller::system(TenantId::DEFAULT);
    account_tokens::regenerate(&app.app, &system, id).await.expect("a token").token
}

async fn log_in(app: &TestApp) -> String {
    let login = json!({ "email": "admin@example.com", "password": "correct horse battery" });
    let answer = app.call_as(None, Method::POST, "/api/v1/auth/login", Some(login)).await;
    ok(&answer)["token"].as_str().expect("a token").to_owned()
}

/// An API key that was revoked.
async fn revoked_key(app: &TestApp) -> String {
    let key = app.post("/api/v2/api-keys", json!({ "name": "gone", "scopes": ["*"] })).await.body;
    let path = format!("/api/v2/api-keys/{}", key["id"].as_str().expect("an id"));
    assert!(app.call(Method::DELETE, &path, None).await.status.is_success());
    key["key"].as_str().expect("a key").to_owned()
}

/// The token of an account that was deleted after it was used.
async fn orphan(app: &TestApp) -> String {
    let id = app.instance("gone").await;
    let token = new_token(app, id).await;
    ok(&get(app, &token, "/api/v1/me").await);
    let path = format!("/api/v1/accounts/{}", account_id(id));
    ok(&call(app, &app.key, Method::DELETE, &path, None).await);
    token
}

#[test]
fn only_these_routes_need_no_token() {
    let open = routes().iter().filter(|route| !route.access().needs_credential());
    let mut open: Vec<&str> = open.map(|route| route.path.as_str()).collect();
    open.sort_unstable();
    assert_eq!(
        open,
        [
            "/api/doc",
            "/api/doc/page.js",
            "/api/openapi.json",
            "/api/reference",
            "/api/reference/setup.js",
            "/api/v1/auth/login",
            "/api/v1/auth/refresh",
            "/socket.io",
            "/socket.io",
            "/socket.io/",
            "/socket.io/",
        ]
    );
}

#[tokio::test]
async fn no_route_takes_a_credential_that_is_not_valid() {
    let app = test_app().await;
    let samples = Samples::new();
    let (id, replaced) = connected(&app).await;
    let account = account_id(id);
    ok(&get(&app, &replaced, "/api/v1/me").await);
    new_token(&app, id).await;
    let signed_out = sign_in(&app).await;
    ok(&call(&app, &signed_out, Method::POST, "/api/v1/auth/logout", None).await);
    let late = log_in(&app).await;
    ok(&get(&app, &late, "/api/v1/auth/me").await);
    let soon = app.app.env.now().plus(Duration::from_secs(1));
    let expired = NewApiKey { expires_at: Some(soon), ..TestApp::key_for(&["*"]) };
    let never = format!("wapi_{}", "x".repeat(40));
    let mut wrong = vec![
        ("nonsense", "nonsense".to_owned()),
        ("never made", never),
        ("no API key", format!("omni_sk_{}", "x".repeat(32))),
        ("no JWT", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.".to_owned()),
        ("replaced", replaced),
        ("of a deleted account", orphan(&app).await),
        ("signed out", signed_out),
        ("revoked", revoked_key(&app).await),
        ("expired key", app.new_key(expired).await),
        ("expired JWT", late),
    ];
    let tenant_key = format!("ak_{}", "x".repeat(32));
    wrong.push(("another API's", tenant_key));
    // Longer than an access token is valid.
    app.clock.advance(30 * 60 * 1000);
    for route in secured() {
        let sample = samples.of(route, &account);
        let at = format!("{} {}", route.method, sample.path);
        let none = send(&app, None, route, &sample).await;
        assert_eq!(line(&none), "401 UNAUTHORIZED", "{at}");
        for (what, token) in &wrong {
            let answer = send(&app, Some(token), route, &sample).await;
            assert_eq!(line(&answer), "401 UNAUTHORIZED", "{what}: {at}");
        }
    }
    for route in routes().iter().filter(|route| route.access() == Access::Secret) {
        let answer = send(&app, None, route, &samples.of(route, &account)).await;
        assert_eq!(line(&answer), "401 UNAUTHORIZED", "{}", route.path);
    }
    app.stop().await;
}

#[tokio::test]
async fn no_route_reads_a_byte_of_a_body_without_a_token() {
    let app = test_app().await;
    let samples = Samples::new();
    for route in secured() {
        let sample = samples.of(route, UNKNOWN_ACCOUNT);
        for token in [None, Some("nonsense")] {
            let was_read = Arc::new(AtomicBool::new(false));
            let noting = Arc::clone(&was_read);
            let bytes = stream::once(async move {
                noting.store(true, Ordering::Relaxed);
                Ok::<_, Infallible>("{}")
            });
            let mut request = Request::builder()
                .method(route.method.clone())
                .uri(sample.path.as_str())
                .header(header::CONTENT_TYPE, "application/json");
            if let Some(token) = token {
                request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
            }
            let body = Body::from_stream(bytes);
            let answer = app.raw(request.body(body).expect("a request")).await;
            let at = format!("{} {}", route.method, sample.path);
            assert_eq!(line(&answer), "401 UNAUTHORIZED", "{at}");
            assert!(!was_read.load(Ordering::Relaxed), "{at}");
        }
    }
    app.stop().await;
}

const HIDDEN: [&str; 2] = ["the-hidden-account", "a text that others may not read"];

async fn hidden(app: &TestApp) -> String {
    let id = app.connected_instance(HIDDEN[0]).await;
    from_ann(app, id, "IN1", HIDDEN[1]).await;
    account_id(id)
}

fn assert_hides(answer: &Answer, at: &str) {
    let text = answer.body.to_string();
    assert!(HIDDEN.iter().all(|hidden| !text.contains(hidden)), "{at}: {text}");
    assert!(!answer.status.is_server_error(), "{at}: {text}");
}

#[tokio::test]
async fn an_account_token_reaches_its_own_account_alone() {
    let app = test_app().await;
    let samples = Samples::new();
    let (_, own) = connected(&app).await;
    let other = hidden(&app).await;
    let mut checked = 0;
    for route in secured() {
        let sample = samples.of(route, &other);
        let at = format!("{} {}", route.method, sample.path);
        let is_administration = ["accounts", "auth"]
            .iter()
            .any(|part| route.path.starts_with(&format!("/api/v1/{part}")));
        if !sample.is_about_account && !is_administration {
            continue;
        }
        let answer = send(&app, Some(&own), route, &sample).await;
        assert_hides(&answer, &at);
        if line(&answer) == "400 VALIDATION_ERROR" && !is_administration {
            let errors = &answer.body["details"]["fieldErrors"]["account_id"];
            assert!(errors.is_array(), "{at}: {}", answer.body);
        } else {
            assert_eq!(line(&answer), "401 UNAUTHORIZED", "{at}");
        }
        checked += 1;
    }
    assert!(checked > 60, "{checked}");
    app.stop().await;
}

/// These refuse the sample from every sender.
const REFUSED: [&str; 7] =
    ["/interactive", "/carousel", "/story", "/stories", "/live_location", "/media", "/{type}"];

#[tokio::test]
async fn keys_of_other_tenants_and_of_other_accounts_neither_read_nor_change_one() {
    let app = test_app().await;
    let samples = Samples::new();
    let account = hidden(&app).await;
    let other = app.instance("other").await;
    let limited = NewApiKey { instance_ids: Some(vec![other]), ..TestApp::key_for(&["*"]) };
    let keys = [("limited", app.new_key(limited).await), ("foreign", app.foreign_key().await)];
    for route in secured() {
        let sample = samples.of(route, &account);
        for (who, key) in &keys {
            let answer = send(&app, Some(key), route, &sample).await;
            let at = format!("{who} {} {}", route.method, sample.path);
            assert_hides(&answer, &at);
            if !sample.is_about_account || REFUSED.iter().any(|end| route.path.ends_with(end)) {
                continue;
            }
            let line = line(&answer);
            let body = &answer.body;
            assert!(["401 UNAUTHORIZED", "404 NOT_FOUND"].contains(&line.as_str()), "{at}: {body}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn ids_of_another_accounts_chats_and_messages_are_not_found() {
    let app = test_app().await;
    let samples = Samples::new();
    let (_, own) = connected(&app).await;
    let other = hidden(&app).await;
    let path = format!("/api/v1/chats/{ANN}/messages?account_id={other}");
    let is_there = async || get(&app, &app.key, &path).await.status.is_success();
    until("the message is there", is_there).await;
    let message = get(&app, &app.key, &path).await.body["items"][0].clone();
    let path = format!("/api/v1/chats/{ANN}?account_id={other}");
    let chat = get(&app, &app.key, &path).await.body["id"].clone();
    let ids = [&message["id"], &message["wa_message_id"], &chat];
    let of_accounts = |route: &&RouteInfo| !route.path.starts_with("/api/v1/accounts");
    for route in secured().filter(of_accounts).filter(|route| route.path.contains("{id}")) {
        for id in ids {
            let id = id.as_str().expect("an id");
            let path = route.path.replace("{id}", id);
            let body = samples.of(route, UNKNOWN_ACCOUNT).body;
            let answer = call(&app, &own, route.method.clone(), &path, body).await;
            let at = format!("{} {path}: {}", route.method, answer.body);
            assert!(answer.status.is_client_error(), "{at}");
            assert_hides(&answer, &at);
        }
    }
    for (member, value) in [("to", &chat), ("quoted", &message["id"]), ("edit", &message["id"])] {
        let mut body = json!({ "to": ANN, "body": "mine" });
        body[member] = value.clone();
        let text = Some(body);
        let answer = call(&app, &own, Method::POST, "/api/v1/messages/text", text).await;
        assert!(answer.status.is_client_error(), "{member}: {}", answer.body);
    }
    app.stop().await;
}

#[tokio::test]
async fn no_route_takes_a_key_with_every_scope_but_its_own() {
    let app = test_app().await;
    let samples = Samples::new();
    let mut keys: HashMap<Scope, String> = HashMap::new();
    for route in secured() {
        let Some(scope) = route.access().scope() else { continue };
        let key = match keys.entry(scope) {
            Entry::Occupied(made) => made.into_mut(),
            Entry::Vacant(free) => {
                let others = Scope::ALL.iter().filter(|other| !other.permits(scope));
                let others: Vec<&str> = others.map(|other| other.as_str()).collect();
                free.insert(app.key_with(&others).await)
            }
        };
        let sample = samples.of(route, UNKNOWN_ACCOUNT);
        let answer = send(&app, Some(key), route, &sample).await;
        assert_eq!(line(&answer), "401 UNAUTHORIZED", "{} {}", route.method, route.path);
    }
    app.stop().await;
}

/// What these need besides the scope of the table, as their descriptions say.
fn more(route: &RouteInfo) -> &'static [&'static str] {
    match route.path.as_str() {
        // A user may do no more than who creates them.
        "/api/v1/auth/users" if route.method == Method::POST => &["*"],
        "/api/v1/accounts" if route.method == Method::POST => &["instances:read", "messages:*"],
        "/api/v1/accounts/{id}/token/regenerate" => &["instances:read", "messages:*"],
        "/api/v1/accounts/{id}/ai" if route.method == Method::PUT => &["instances:read"],
        "/api/v1/accounts/{id}/disconnect" | "/api/v1/accounts/{id}/logout" => &["instances:read"],
        // The sample selects all events, and so QRs, which link a phone.
        "/api/v1/accounts/{id}/webhooks" if route.method == Method::POST => &["instances:write"],
        "/api/v1/accounts/{id}/webhooks/{webhook_id}" if route.method == Method::PATCH => {
            &["instances:write"]
        }
        _ => &[],
    }
}

#[tokio::test]
async fn the_scope_of_the_table_is_enough() {
    let app = test_app().await;
    let samples = Samples::new();
    let (id, _) = connected(&app).await;
    let account = account_id(id);
    // Deleting is last: the others need the account.
    let (last, first): (Vec<_>, Vec<_>) =
        secured().partition(|route| route.access().scope() == Some(Scope::InstancesDelete));
    for route in first.into_iter().chain(last) {
        // Where the account exists, more than its existence is checked.
        let is_below = route.path.starts_with("/api/v1/accounts");
        let account = if is_below { account.as_str() } else { UNKNOWN_ACCOUNT };
        let scope = route.access().scope().unwrap_or(Scope::PersonsRead);
        let mut scopes = vec![scope.as_str()];
        scopes.extend(more(route));
        let key = app.key_with(&scopes).await;
        let answer = send(&app, Some(&key), route, &samples.of(route, account)).await;
        let at = format!("{} {}: {}", route.method, route.path, answer.body);
        assert_ne!(answer.status.as_u16(), 401, "{at}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_key_makes_no_token_that_may_do_more_than_itself() {
    let app = test_app().await;
    let id = app.instance("one").await;
    let narrow = app.key_with(&["instances:*"]).await;
    let path = format!("/api/v1/accounts/{}/token/regenerate", account_id(id));
    let refused = call(&app, &narrow, Method::POST, &path, None).await;
    assert_eq!(line(&refused), "401 UNAUTHORIZED");
    let new = Some(json!({ "name": "two" }));
    let refused = call(&app, &narrow, Method::POST, "/api/v1/accounts", new.clone()).await;
    assert_eq!(line(&refused), "401 UNAUTHORIZED");
    let accounts = get(&app, &app.key, "/api/v1/accounts").await;
    assert_eq!(ok(&accounts)["items"].as_array().map(Vec::len), Some(1), "nothing is half made");
    let enough = app.key_with(&["instances:*", "messages:*"]).await;
    ok(&call(&app, &enough, Method::POST, &path, None).await);
    ok(&call(&app, &enough, Method::POST, "/api/v1/accounts", new).await);
    app.stop().await;
}

/// What the sweeps cannot read of an answer without a body.
#[tokio::test]
async fn a_head_is_refused_as_its_get_is() {
    let app = test_app().await;
    let samples = Samples::new();
    let (id, own) = connected(&app).await;
    let (account, other) = (account_id(id), hidden(&app).await);
    let narrow = app.key_with(&["messages:*"]).await;
    let foreign = app.foreign_key().await;
    let heads: Vec<&RouteInfo> = routes().iter().filter(|route| !has_body(route)).collect();
    assert_eq!(
        heads.iter().map(|route| route.path.as_str()).collect::<Vec<_>>(),
        ["/api/v1/contacts/{id}"]
    );
    for route in heads {
        for (token, account, expected) in [
            (None, &account, 401),
            (Some("nonsense"), &account, 401),
            (Some(narrow.as_str()), &account, 401),
            (Some(foreign.as_str()), &account, 404),
            (Some(own.as_str()), &other, 400),
            (Some(own.as_str()), &account, 404),
        ] {
            let answer = send(&app, token, route, &samples.of(route, account)).await;
            assert_eq!(answer.status.as_u16(), expected, "{token:?} {account}");
            assert!(answer.body.is_null() && answer.headers.contains_key("request-id"));
        }
    }
    app.stop().await;
}
