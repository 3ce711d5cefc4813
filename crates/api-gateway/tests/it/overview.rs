//! The product's API overview, sentence by sentence.

use crate::samples::UNKNOWN_ACCOUNT;
use crate::support::{
    ANN, account_id, call, connected, get, host_with, line, ok, post, sign_in, test_app,
};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use omni_api_gateway::SocketOptions;
use omni_app::{App, Caller, account_tokens};
use omni_domain::TenantId;
use omni_http::HttpOptions;
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn keys(body: &Value) -> Vec<&str> {
    body.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// GET with this token and a request id of the client's choice.
async fn get_with_id(app: &TestApp, token: &str, path: &str, id: &str) -> Answer {
    let request = Request::get(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header("x-request-id", id);
    app.raw(request.body(Body::empty()).expect("a request")).await
}

/// "Standard error shape", and "every response carries a `request_id` in the JSON body and the
/// `request-id` header".
#[tokio::test]
async fn an_error_has_the_standard_shape() {
    let app = test_app().await;
    let path = format!("/api/v1/accounts/{UNKNOWN_ACCOUNT}");
    let answer = get_with_id(&app, &app.key, &path, "req_abc123").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(
        answer.body,
        json!({
            "error": "NOT_FOUND",
            "message": format!("account `{UNKNOWN_ACCOUNT}` does not exist"),
            "details": {},
            "request_id": "req_abc123",
        })
    );
    assert_eq!(answer.headers["request-id"], "req_abc123");

    let listed = get_with_id(&app, &app.key, "/api/v1/accounts", "req_abc123").await;
    assert_eq!(
        listed.body,
        json!({ "items": [], "next_cursor": null, "request_id": "req_abc123" })
    );
    assert_eq!(listed.headers["request-id"], "req_abc123");
    app.stop().await;
}

/// The table of codes; `AI_NOT_CONFIGURED` is tested with the assistant.
#[tokio::test]
async fn every_row_of_the_table_of_codes_occurs() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let empty = post(&app, &token, "/api/v1/messages/text", json!({})).await;
    assert_eq!(line(&empty), "400 VALIDATION_ERROR");
    assert_eq!(
        empty.body["details"],
        json!({ "fieldErrors": { "to": ["is required"] }, "formErrors": [] })
    );
    let silent = app.instance("silent").await;
    let path = format!("/api/v1/messages/text?account_id={}", account_id(silent));
    let text = json!({ "to": ANN, "body": "hello" });
    assert_eq!(line(&post(&app, &app.key, &path, text).await), "400 NOT_CONNECTED");
    let missing = app.call_as(None, Method::GET, "/api/v1/me", None).await;
    assert_eq!(line(&missing), "401 UNAUTHORIZED");
    assert_eq!(line(&get(&app, &token, "/api/v1/chats/15559990000").await), "404 NOT_FOUND");
    let twice = post(&app, &app.key, "/api/v1/accounts", json!({ "name": "one" })).await;
    assert_eq!(line(&twice), "409 CONFLICT");
    app.execute("ALTER TABLE contacts RENAME TO lost").await;
    let path = format!("/api/v1/contacts?account_id={}", account_id(id));
    let broken = get(&app, &token, &path).await;
    assert_eq!(line(&broken), "500 INTERNAL");
    assert!(!broken.body.to_string().contains("no such table"), "{}", broken.body);
    app.execute("ALTER TABLE lost RENAME TO contacts").await;
    app.stop().await;
}

/// "per-token rate limit hit".
#[tokio::test]
async fn a_token_has_a_limit_of_its_own_and_learns_when_to_repeat() {
    let http = HttpOptions { rate_limit_per_minute: 2, ..HttpOptions::default() };
    let options = TestOptions { database: Database::sqlite(), config: TestApp::config() };
    let app = TestApp::with(options, move |app: &App| {
        host_with(app, http.clone(), SocketOptions::default())
    })
    .await;
    let (_, token) = connected(&app).await;
    for _ in 0..2 {
        ok(&get(&app, &token, "/api/v1/me").await);
    }
    let refused = get(&app, &token, "/api/v1/me").await;
    assert_eq!(line(&refused), "429 RATE_LIMIT");
    let seconds = refused.headers["retry-after"].to_str().expect("text").parse::<u32>();
    assert!(seconds.is_ok_and(|seconds| (1..=60).contains(&seconds)), "{:?}", refused.headers);
    assert_eq!(refused.body["details"]["limit"], 2, "{}", refused.body);

    let other = app.instance("other").await;
    let system = Caller::system(TenantId::DEFAULT);
    let other = account_tokens::regenerate(&app.app, &system, other).await.expect("a token");
    ok(&get(&app, &other.token, "/api/v1/me").await);
    app.stop().await;
}

/// "All list endpoints take `limit` (default 50, max 200) and a `cursor`".
#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let app = test_app().await;
    for number in 0..51 {
        app.instance(&format!("account {number:02}")).await;
    }
    let page = get(&app, &app.key, "/api/v1/accounts").await;
    assert_eq!(keys(ok(&page)), ["items", "next_cursor", "request_id"]);
    assert_eq!(page.body["items"].as_array().map(Vec::len), Some(50), "the default");
    let whole = get(&app, &app.key, "/api/v1/accounts?limit=200").await;
    assert_eq!(ok(&whole)["items"].as_array().map(Vec::len), Some(51));
    assert!(whole.body["next_cursor"].is_null());
    let too_many = get(&app, &app.key, "/api/v1/accounts?limit=201").await;
    assert_eq!(line(&too_many), "400 VALIDATION_ERROR");

    let mut seen = BTreeSet::new();
    let mut path = "/api/v1/accounts?limit=20".to_owned();
    for expected in [20, 20, 11] {
        let page = get(&app, &app.key, &path).await;
        let items = ok(&page)["items"].as_array().expect("items");
        assert_eq!(items.len(), expected);
        seen.extend(items.iter().map(|item| item["id"].to_string()));
        let cursor = page.body["next_cursor"].as_str();
        assert_eq!(cursor.is_none(), expected == 11, "{}", page.body["next_cursor"]);
        path = format!("/api/v1/accounts?limit=20&cursor={}", cursor.unwrap_or_default());
    }
    assert_eq!(seen.len(), 51, "each row once");
    app.stop().await;
}

/// "Two authentication schemes".
#[tokio::test]
async fn a_person_signs_in_and_an_account_has_a_token() {
    let app = test_app().await;
    let token = sign_in(&app).await;
    assert_eq!(token.split('.').count(), 3, "a JWT");
    let login = json!({ "email": "admin@example.com", "password": "wrong horse" });
    let wrong = app.call_as(None, Method::POST, "/api/v1/auth/login", Some(login)).await;
    assert_eq!(line(&wrong), "401 UNAUTHORIZED");
    let login = json!({ "email": "admin@example.com", "password": "correct horse battery" });
    let again = app.call_as(None, Method::POST, "/api/v1/auth/login", Some(login)).await;
    let body = ok(&again);
    for name in ["token", "refresh_token", "expires_in", "user"] {
        assert!(!body[name].is_null(), "{name}: {body}");
    }
    assert_eq!(body["user"]["role"], "owner");

    let new = json!({ "name": "support" });
    let made = post(&app, &token, "/api/v1/accounts", new).await;
    let own = ok(&made)["token"].as_str().expect("a token").to_owned();
    assert!(own.starts_with("wapi_"));
    let path = format!("/api/v1/accounts/{}", made.body["id"].as_str().expect("an id"));
    for shown in [path.as_str(), "/api/v1/accounts"] {
        let text = get(&app, &token, shown).await.body.to_string();
        assert!(!text.contains(&own), "it is shown once: {shown}");
    }
    ok(&get(&app, &own, "/api/v1/me").await);
    let more = call(&app, &token, Method::PATCH, &path, Some(json!({ "name": "sales" }))).await;
    assert_eq!(ok(&more)["name"], "sales");
    app.stop().await;
}

/// Addresses of files are those that others reach: below the prefix, whichever of the two is configured.
#[tokio::test]
async fn addresses_of_files_are_below_the_path_prefix() {
    const HOST: &str = "https://example.com";
    for base_path in ["/wa", ""] {
        let http = HttpOptions { base_path: base_path.to_owned(), ..HttpOptions::default() };
        let mut config = TestApp::config();
        base_path.clone_into(&mut config.base_path);
        config.public_url = format!("{HOST}/wa");
        let options = TestOptions { database: Database::sqlite(), config };
        let app = TestApp::with(options, move |app: &App| {
            host_with(app, http.clone(), SocketOptions::default())
        })
        .await;
        let (_, token) = connected(&app).await;
        let path = |path: &str| format!("{base_path}{path}");
        let file = json!({ "media": "aGVsbG8=", "filename": "a.txt" });
        let stored = post(&app, &token, &path("/api/v1/media"), file.clone()).await;
        let mut body = file;
        body["to"] = json!(ANN);
        let sent = post(&app, &token, &path("/api/v1/messages/document"), body).await;
        for link in [&ok(&stored)["link"], &ok(&sent)["message"]["media"]["link"]] {
            let link = link.as_str().expect("a link");
            let below = link.strip_prefix(HOST).expect("of the public host");
            assert!(below.starts_with("/wa/api/v1/"), "{link}");
            // A proxy that removes the prefix passes on the rest.
            let arrives = if base_path.is_empty() { &below["/wa".len()..] } else { below };
            assert_eq!(get(&app, &token, arrives).await.body, "hello", "{arrives}");
        }
        let document = get(&app, &token, &path("/api/openapi.json")).await.body;
        assert_eq!(document["servers"][0]["url"], "/wa");
        app.stop().await;
    }
}

/// "Single-domain note": the same build below a path prefix, whether the proxy passes it on or removes
/// it.
#[tokio::test]
async fn everything_is_served_below_a_path_prefix() {
    let http = HttpOptions { base_path: "/wa".to_owned(), ..HttpOptions::default() };
    let mut config = TestApp::config();
    "/wa".clone_into(&mut config.base_path);
    let options = TestOptions { database: Database::sqlite(), config };
    let app = TestApp::with(options, move |app: &App| {
        host_with(app, http.clone(), SocketOptions::default())
    })
    .await;
    let (_, token) = connected(&app).await;
    for prefix in ["", "/wa"] {
        let of = async |path: &str| get(&app, &token, &format!("{prefix}{path}")).await;
        assert_eq!(ok(&of("/api/v1/me").await)["name"], "one", "{prefix}");
        assert_eq!(line(&of("/api/v1/nothing").await), "404 NOT_FOUND", "{prefix}");
        for path in ["/api/openapi.json", "/api/v2/openapi.json"] {
            assert_eq!(of(path).await.body["servers"][0]["url"], "/wa", "{prefix}{path}");
        }
        let of_pages =
            ["/api/doc", "/api/doc/page.js", "/api/reference", "/api/reference/setup.js"];
        for path in of_pages {
            assert_eq!(of(path).await.status, StatusCode::OK, "{prefix}{path}");
        }
        let opened = of("/socket.io/?EIO=4&transport=polling").await;
        let packet = opened.body.as_str().unwrap_or_default();
        assert!(packet.starts_with("0{\"sid\":"), "{prefix}: {}", opened.body);
    }
    let v1 = app.get("/wa/api/v1/settings").await;
    let link = v1.headers["link"].to_str().expect("text");
    assert!(link.starts_with("</wa/api/v2/settings>"), "{link}");
    let root = app.get("/wa").await;
    assert_eq!(root.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(root.headers["location"], "wa/");
    app.stop().await;
}
