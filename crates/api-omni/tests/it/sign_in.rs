//! Signing in: cookies, tokens, one-time codes, and what an attacker learns.

use crate::routes::concrete;
use crate::support::{UNKNOWN_ID, line, test_app};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use futures::future::join_all;
use omni_api_omni::routes;
use omni_domain::access::Role;
use omni_http::RouteInfo;
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

pub(crate) const EMAIL: &str = "ann@example.com";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A user who signs in with [`PASSWORD`]; returns the id.
pub(crate) async fn user(app: &TestApp, email: &str, role: &str) -> String {
    let new = json!({
        "email": email, "name": "Ann", "role": role, "password": PASSWORD,
        "mustChangePassword": false,
    });
    let created = app.post("/api/v2/users", new).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    created.body["user"]["id"].as_str().expect("an id").to_owned()
}

pub(crate) async fn log_in(app: &TestApp, body: Value) -> Answer {
    app.call_as(None, Method::POST, "/api/v2/auth/login", Some(body)).await
}

pub(crate) async fn tokens(app: &TestApp, email: &str) -> (String, String) {
    let signed_in =
        log_in(app, json!({ "email": email, "password": PASSWORD, "kind": "bearer" })).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.body);
    let tokens = &signed_in.body["tokens"];
    let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
    (text("accessToken"), text("refreshToken"))
}

pub(crate) async fn as_bearer(
    app: &TestApp,
    token: &str,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    app.raw(request.body(body).expect("a request")).await
}

/// A browser: its cookie, and the token of its page's script.
struct Browser<'a> {
    app: &'a TestApp,
    cookie: String,
    csrf: String,
}

impl<'a> Browser<'a> {
    async fn new(app: &'a TestApp, email: &str) -> Self {
        let signed_in = log_in(app, json!({ "email": email, "password": PASSWORD })).await;
        assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.body);
        let set = signed_in.headers[header::SET_COOKIE].to_str().expect("text");
        assert!(set.contains("; HttpOnly; SameSite=Lax"), "{set}");
        assert!(signed_in.body["tokens"].is_null(), "a page's script gets no token of the session");
        let cookie = set.split(';').next().expect("a pair").to_owned();
        let csrf = signed_in.body["csrfToken"].as_str().expect("a token").to_owned();
        assert!(!signed_in.body.to_string().contains(&cookie["omni_session=".len()..]));
        Self { app, cookie, csrf }
    }

    async fn send(&self, method: Method, path: &str, more: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::COOKIE, &self.cookie).header(header::HOST, "localhost");
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        self.app.raw(request.body(Body::empty()).expect("a request")).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[]).await
    }
}

fn problem(answer: &Answer) -> String {
    format!("{} {}", answer.status, answer.body)
}

#[tokio::test]
async fn a_browser_signs_in_acts_and_signs_out() {
    let app = test_app().await;
    user(&app, EMAIL, "admin").await;
    let browser = Browser::new(&app, " Ann@Example.COM ").await;
    let own = browser.get("/api/v2/auth/session").await;
    assert_eq!(own.status, StatusCode::OK, "{}", problem(&own));
    assert_eq!(own.body["user"]["email"], EMAIL);
    assert_eq!(own.body["session"]["isCurrent"], true);
    assert_eq!(own.body["csrfToken"], browser.csrf, "for a page that is loaded again");
    assert!(own.body["scopes"].as_array().expect("scopes").contains(&json!("users:*")));
    assert_eq!(browser.get("/api/v2/instances").await.status, StatusCode::OK);
    let csrf = [("x-csrf-token", browser.csrf.as_str())];
    let out = browser.send(Method::POST, "/api/v2/auth/logout", &csrf).await;
    assert_eq!(out.status, StatusCode::OK, "{}", problem(&out));
    let cleared = out.headers[header::SET_COOKIE].to_str().expect("text");
    assert!(cleared.starts_with("omni_session=;") && cleared.contains("Max-Age=0"), "{cleared}");
    assert_eq!(line(&browser.get("/api/v2/instances").await), "401 UNAUTHORIZED");
    app.stop().await;
}

#[tokio::test]
async fn the_cookie_is_secure_unless_the_browser_is_on_this_machine() {
    let app = test_app().await;
    user(&app, EMAIL, "viewer").await;
    let body = json!({ "email": EMAIL, "password": PASSWORD }).to_string();
    let through_proxy = Request::builder()
        .method(Method::POST)
        .uri("/api/v2/auth/login")
        .header(header::HOST, "omni.example.com")
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-forwarded-for", "203.0.113.9")
        .body(Body::from(body))
        .expect("a request");
    let signed_in = app.raw(through_proxy).await;
    let set = signed_in.headers[header::SET_COOKIE].to_str().expect("text");
    assert!(set.starts_with("__Host-omni_session=omni_st_") && set.ends_with("; Secure"), "{set}");
    app.stop().await;
}

#[tokio::test]
async fn no_change_with_the_cookie_is_accepted_without_its_csrf_token() {
    let app = test_app().await;
    user(&app, EMAIL, "owner").await;
    let (browser, other) = (Browser::new(&app, EMAIL).await, Browser::new(&app, EMAIL).await);
    let unsafe_routes = routes()
        .iter()
        .filter(|route| route.access().needs_credential() && !route.method.is_safe());
    let mut count = 0;
    for route in unsafe_routes {
        let (method, path, _) = concrete(route, UNKNOWN_ID);
        for csrf in [None, Some("guessed"), Some(other.csrf.as_str())] {
            let headers: Vec<_> = csrf.map(|csrf| ("x-csrf-token", csrf)).into_iter().collect();
            let refused = browser.send(method.clone(), &path, &headers).await;
            assert_eq!(line(&refused), "403 FORBIDDEN", "{method} {path}: {}", problem(&refused));
            assert!(refused.body.to_string().contains("x-csrf-token"), "{}", problem(&refused));
        }
        count += 1;
    }
    assert!(count > 50, "{count}");
    let still = browser.get("/api/v2/auth/sessions").await;
    assert_eq!(still.body["items"].as_array().expect("sessions").len(), 2, "none was ended");
    let foreign = [("origin", "https://evil.example"), ("x-csrf-token", browser.csrf.as_str())];
    let refused = browser.send(Method::POST, "/api/v2/auth/logout", &foreign).await;
    assert_eq!(line(&refused), "403 FORBIDDEN", "{}", problem(&refused));
    let own = [("origin", "http://localhost"), ("x-csrf-token", browser.csrf.as_str())];
    let accepted = browser.send(Method::POST, "/api/v2/auth/logout", &own).await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", problem(&accepted));
    app.stop().await;
}

#[tokio::test]
async fn access_tokens_are_void_at_once_and_expire_by_themselves() {
    let app = test_app().await;
    let id = user(&app, EMAIL, "viewer").await;
    let works = |token: String| {
        let app = &app;
        async move { as_bearer(app, &token, Method::GET, "/api/v2/instances", None).await.status }
    };
    let (access, refresh) = tokens(&app, EMAIL).await;
    assert_eq!(works(access.clone()).await, StatusCode::OK);
    let mut forged = access.clone();
    forged.replace_range(access.len() - 10.., "AAAAAAAAAA");
    assert_eq!(works(forged).await, StatusCode::UNAUTHORIZED);

    app.clock.advance(600_000);
    assert_eq!(works(access).await, StatusCode::UNAUTHORIZED, "it expired");
    let body = Some(json!({ "refreshToken": refresh }));
    let renewed = app.call_as(None, Method::POST, "/api/v2/auth/refresh", body).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", problem(&renewed));
    assert_eq!(
        (&renewed.body["tokenType"], &renewed.body["expiresIn"]),
        (&json!("Bearer"), &json!(600))
    );
    let access = renewed.body["accessToken"].as_str().expect("a token").to_owned();
    assert_eq!(works(access.clone()).await, StatusCode::OK);
    let out = as_bearer(&app, &access, Method::POST, "/api/v2/auth/logout", None).await;
    assert_eq!(out.status, StatusCode::OK, "{}", problem(&out));
    assert_eq!(works(access).await, StatusCode::UNAUTHORIZED, "its session has ended");
    let body = Some(json!({ "refreshToken": renewed.body["refreshToken"] }));
    let refused = app.call_as(None, Method::POST, "/api/v2/auth/refresh", body).await;
    assert_eq!(line(&refused), "401 UNAUTHORIZED");

    let (access, _) = tokens(&app, EMAIL).await;
    app.post(&format!("/api/v2/users/{id}/disable"), Value::Null).await;
    assert_eq!(works(access.clone()).await, StatusCode::UNAUTHORIZED, "the user is disabled");
    app.post(&format!("/api/v2/users/{id}/enable"), Value::Null).await;
    assert_eq!(works(access).await, StatusCode::UNAUTHORIZED, "sessions do not come back");

    let (mine, _) = tokens(&app, EMAIL).await;
    let (other, _) = tokens(&app, EMAIL).await;
    let change = json!({ "currentPassword": PASSWORD, "newPassword": "another long one" });
    let path = "/api/v2/auth/password";
    let changed = as_bearer(&app, &mine, Method::POST, path, Some(change)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", problem(&changed));
    assert_eq!(works(mine).await, StatusCode::OK);
    assert_eq!(works(other).await, StatusCode::UNAUTHORIZED, "the password was changed");
    app.stop().await;
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_at_its_age() {
    const HOUR: i64 = 3_600_000;
    let app = test_app().await;
    user(&app, EMAIL, "viewer").await;
    let (idle, busy) = (Browser::new(&app, EMAIL).await, Browser::new(&app, EMAIL).await);
    for _ in 0..6 {
        app.clock.advance(24 * HOUR);
        assert_eq!(busy.get("/api/v2/instances").await.status, StatusCode::OK);
        omni_app::keys::flush(&app.app).await.expect("written");
    }
    app.clock.advance(24 * HOUR);
    assert_eq!(idle.get("/api/v2/instances").await.status, StatusCode::UNAUTHORIZED, "a week");
    for day in 7.. {
        let status = busy.get("/api/v2/instances").await.status;
        omni_app::keys::flush(&app.app).await.expect("written");
        if status == StatusCode::UNAUTHORIZED {
            assert_eq!(day, 30, "a session of thirty days");
            break;
        }
        app.clock.advance(24 * HOUR);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_refresh_token_that_is_used_twice_ends_its_session() {
    let app = test_app().await;
    user(&app, EMAIL, "viewer").await;
    let refresh = |token: String| {
        let app = &app;
        async move {
            let body = Some(json!({ "refreshToken": token }));
            app.call_as(None, Method::POST, "/api/v2/auth/refresh", body).await
        }
    };
    let (_, first) = tokens(&app, EMAIL).await;
    let (bystander, _) = tokens(&app, EMAIL).await;
    let mut latest = first.clone();
    let mut access = String::new();
    for _ in 0..3 {
        let renewed = refresh(latest).await.body;
        latest = renewed["refreshToken"].as_str().expect("the next").to_owned();
        access = renewed["accessToken"].as_str().expect("a token").to_owned();
    }
    let list = "/api/v2/instances";
    assert_eq!(as_bearer(&app, &access, Method::GET, list, None).await.status, StatusCode::OK);
    assert_eq!(line(&refresh(first).await), "401 UNAUTHORIZED", "used three times ago");
    assert_eq!(line(&refresh(latest).await), "401 UNAUTHORIZED", "the thief's or the owner's");
    let void = as_bearer(&app, &access, Method::GET, list, None).await;
    assert_eq!(line(&void), "401 UNAUTHORIZED");
    let other = as_bearer(&app, &bystander, Method::GET, list, None).await;
    assert_eq!(other.status, StatusCode::OK, "another session of the same user");
    app.stop().await;
}

/// What is the same for an address with and without a user.
async fn under_attack(app: &TestApp, email: &str) -> (Vec<String>, u64) {
    let before = app.app.hasher.verifications();
    let tries = (0..50)
        .map(|n| log_in(app, json!({ "email": email, "password": format!("guess number {n}") })));
    let answers = join_all(tries).await;
    let mut texts: Vec<String> = answers
        .iter()
        .map(|answer| {
            let retry = answer.headers.get(header::RETRY_AFTER);
            format!("{} {} {:?}", answer.status, answer.body, retry)
        })
        .collect();
    texts.sort();
    (texts, app.app.hasher.verifications() - before)
}

#[tokio::test]
async fn fifty_wrong_tries_at_once_reveal_nothing_and_leave_sessions_alone() {
    let app = test_app().await;
    user(&app, EMAIL, "viewer").await;
    let browser = Browser::new(&app, EMAIL).await;
    let (known, work) = under_attack(&app, EMAIL).await;
    // The pauses of the client that attacks: the next address must not find them.
    app.clock.advance(3_600_000 * 24);
    let (unknown, same_work) = under_attack(&app, "no-one@example.com").await;
    assert_eq!(known, unknown, "an attacker gets the same answers");
    assert_eq!(work, same_work, "after the same work");
    assert_eq!(work, 6, "and few of them are compared");
    let (wrong, waiting) = (known.iter().filter(|text| text.starts_with("401")).count(), 44);
    let refused = known.iter().filter(|text| text.starts_with("429")).count();
    assert_eq!((wrong, refused), (6, waiting), "{known:#?}");
    assert!(known.iter().filter(|text| text.starts_with("429")).all(|text| text.contains("Some(")));

    assert_eq!(browser.get("/api/v2/instances").await.status, StatusCode::OK);
    under_attack(&app, EMAIL).await;
    assert_eq!(browser.get("/api/v2/instances").await.status, StatusCode::OK);
    let right = json!({ "email": EMAIL, "password": PASSWORD });
    assert_eq!(line(&log_in(&app, right.clone()).await), "429 RATE_LIMITED");
    app.clock.advance(901_000);
    let signed_in = log_in(&app, right).await;
    assert_eq!(
        signed_in.status,
        StatusCode::OK,
        "after the longest pause: {}",
        problem(&signed_in)
    );
    app.stop().await;
}

#[tokio::test]
async fn a_disabled_user_gets_the_answer_of_an_unknown_one() {
    let app = test_app().await;
    let id = user(&app, EMAIL, "viewer").await;
    app.post(&format!("/api/v2/users/{id}/disable"), Value::Null).await;
    let disabled = log_in(&app, json!({ "email": EMAIL, "password": PASSWORD })).await;
    let unknown = json!({ "email": "no-one@example.com", "password": PASSWORD });
    let unknown = log_in(&app, unknown).await;
    assert_eq!(problem(&disabled), problem(&unknown));
    assert_eq!(line(&unknown), "401 UNAUTHORIZED");
    app.stop().await;
}

/// The code that the user's app shows.
pub(crate) fn code(app: &TestApp, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).expect("base32");
    let totp = Builder::new().with_secret(secret).with_account_name(EMAIL).build().expect("valid");
    let seconds = u64::try_from(app.app.env.now().millis() / 1000).expect("after 1970");
    totp.generate(seconds).to_string()
}

#[tokio::test]
async fn one_time_codes_are_needed_once_confirmed_and_work_once() {
    let app = test_app().await;
    let id = user(&app, EMAIL, "viewer").await;
    let (token, _) = tokens(&app, EMAIL).await;
    let post = |path: &'static str, body: Value| {
        let (app, token) = (&app, &token);
        async move {
            let path = format!("/api/v2/auth/totp{path}");
            as_bearer(app, token, Method::POST, &path, Some(body)).await
        }
    };
    let login = |code: Option<String>| {
        let app = &app;
        async move { log_in(app, json!({ "email": EMAIL, "password": PASSWORD, "code": code })).await }
    };
    let wrong = post("", json!({ "currentPassword": "not the right one" })).await;
    assert_eq!(line(&wrong), "400 VALIDATION_ERROR currentPassword", "{}", problem(&wrong));
    let enrolled = post("", json!({ "currentPassword": PASSWORD })).await;
    let secret = enrolled.body["secret"].as_str().expect("a secret").to_owned();
    let url = enrolled.body["url"].as_str().expect("a URL");
    assert!(url.starts_with("otpauth://totp/Omni:ann%40example.com?"), "{url}");
    assert_eq!(login(None).await.status, StatusCode::OK, "not confirmed yet");
    let refused = post("/confirm", json!({ "code": "000000" })).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR code", "{}", problem(&refused));
    let used = code(&app, &secret);
    let confirmed = post("/confirm", json!({ "code": used })).await;
    let recovery = confirmed.body["recoveryCodes"].as_array().expect("codes").clone();
    assert_eq!(recovery.len(), 10);

    assert_eq!(line(&login(None).await), "401 TOTP_REQUIRED");
    assert_eq!(line(&login(Some(used)).await), "401 UNAUTHORIZED", "it confirmed the set-up");
    app.clock.advance(30_000);
    let next = code(&app, &secret);
    assert_eq!(login(Some(next.clone())).await.status, StatusCode::OK);
    assert_eq!(line(&login(Some(next)).await), "401 UNAUTHORIZED", "a used step");
    let one = recovery[3].as_str().expect("a code").to_uppercase();
    assert_eq!(login(Some(one.clone())).await.status, StatusCode::OK);
    assert_eq!(line(&login(Some(one)).await), "401 UNAUTHORIZED", "a used recovery code");
    let wrong = json!({ "email": EMAIL, "password": "not the right one" });
    assert_eq!(line(&log_in(&app, wrong).await), "401 UNAUTHORIZED", "the code comes second");

    let removed = post("/remove", json!({ "currentPassword": PASSWORD })).await;
    assert_eq!(removed.body["hasTotp"], false, "{}", problem(&removed));
    assert_eq!(login(None).await.status, StatusCode::OK);
    post("", json!({ "currentPassword": PASSWORD })).await;
    let reset = app.post(&format!("/api/v2/users/{id}/reset-password"), json!({})).await;
    assert_eq!(reset.status, StatusCode::OK, "{}", problem(&reset));
    app.stop().await;
}

#[tokio::test]
async fn each_role_is_refused_what_its_scopes_do_not_permit_and_nothing_else() {
    let app = test_app().await;
    for role in Role::ALL {
        let email = format!("{role}@example.com");
        user(&app, &email, role.as_str()).await;
        let (token, _) = tokens(&app, &email).await;
        for route in routes() {
            let Some(needed) = route.access().scope() else { continue };
            // The primary key is an operator, and so the owners and administrators it creates.
            let (method, path, body) = concrete(route, UNKNOWN_ID);
            if changes_the_server(route) {
                continue;
            }
            let answer = as_bearer(&app, &token, method.clone(), &path, body).await;
            let at = format!("{role}: {method} {path}: {}", problem(&answer));
            if role.may(needed) {
                assert_ne!(answer.status, StatusCode::FORBIDDEN, "{at}");
                assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{at}");
                assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{at}");
            } else {
                assert_eq!(line(&answer), "403 FORBIDDEN", "{at}");
            }
        }
    }
    app.stop().await;
}

/// Routes that stop what the test needs.
fn changes_the_server(route: &RouteInfo) -> bool {
    let path = route.path.as_str();
    let is_service = path.starts_with("/api/v2/services") && route.method == Method::POST;
    is_service || path.starts_with("/api/v2/mcp") || path.contains("/ws/")
}

#[tokio::test]
async fn own_sessions_are_listed_and_ended_and_no_others() {
    let app = test_app().await;
    user(&app, EMAIL, "viewer").await;
    user(&app, "bo@example.com", "owner").await;
    let (ann, _) = tokens(&app, EMAIL).await;
    let browser = Browser::new(&app, EMAIL).await;
    let (bo, _) = tokens(&app, "bo@example.com").await;
    let list = |token: String| {
        let app = &app;
        async move {
            let list = as_bearer(app, &token, Method::GET, "/api/v2/auth/sessions", None).await;
            list.body["items"].as_array().expect("sessions").clone()
        }
    };
    let sessions = list(ann.clone()).await;
    let kinds: Vec<_> = sessions.iter().map(|one| (&one["kind"], &one["isCurrent"])).collect();
    assert_eq!(kinds, [(&json!("cookie"), &json!(false)), (&json!("bearer"), &json!(true))]);
    let path = format!("/api/v2/auth/sessions/{}", sessions[0]["id"].as_str().expect("an id"));
    let foreign = as_bearer(&app, &bo, Method::DELETE, &path, None).await;
    assert_eq!(line(&foreign), "404 NOT_FOUND", "an owner ends no session of another either");
    assert_eq!(as_bearer(&app, &ann, Method::DELETE, &path, None).await.status, StatusCode::OK);
    assert_eq!(line(&browser.get("/api/v2/instances").await), "401 UNAUTHORIZED");
    let all = as_bearer(&app, &ann, Method::DELETE, "/api/v2/auth/sessions", None).await;
    assert_eq!(all.body["ended"], 1, "{}", problem(&all));
    let own = as_bearer(&app, &ann, Method::GET, "/api/v2/auth/session", None).await;
    assert_eq!(line(&own), "401 UNAUTHORIZED");
    assert_eq!(list(bo).await.len(), 1);
    let with_key = app.get("/api/v2/auth/session").await;
    assert_eq!(line(&with_key), "404 NOT_FOUND", "a key is no session");
    app.stop().await;
}
