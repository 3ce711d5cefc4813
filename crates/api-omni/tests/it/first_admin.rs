//! The first administrator of a new server, made by the person who has the one-time password.

use crate::sign_in::log_in;
use crate::support::{line, test_app, test_app_with};
use axum::http::{Method, StatusCode, header};
use omni_app::config::OidcConfig;
use omni_app::users::{self, FirstUser};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};

const OWN: &str = "correct horse battery";

async fn is_needed(app: &TestApp) -> Value {
    let answer = app.call_as(None, Method::GET, "/api/v2/auth/setup", None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body["needed"].clone()
}

async fn set_up(app: &TestApp, code: &str, password: &str) -> Answer {
    let body =
        json!({ "code": code, "email": "ann@example.com", "name": "Ann", "password": password });
    app.call_as(None, Method::POST, "/api/v2/auth/setup", Some(body)).await
}

/// The server's first user, with the one-time password.
async fn started(app: &TestApp) -> String {
    match users::ensure_first(&app.app, None, None).await.expect("a first user") {
        FirstUser::Created(_, password) => password.expose().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_person_with_the_code_becomes_the_first_administrator_once() {
    let app = test_app().await;
    assert_eq!(is_needed(&app).await, false, "it has no user at all");
    let code = started(&app).await;
    assert_eq!(is_needed(&app).await, true);

    assert_eq!(line(&set_up(&app, "a guess of a stranger", OWN).await), "401 UNAUTHORIZED");
    assert_eq!(line(&set_up(&app, &code, "short").await), "400 VALIDATION_ERROR password");
    assert_eq!(line(&set_up(&app, &code, &code).await), "400 VALIDATION_ERROR password");
    assert_eq!(is_needed(&app).await, true, "what was refused changed nothing");

    let done = set_up(&app, &code, OWN).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let user = &done.body["user"];
    assert_eq!((&user["email"], &user["name"]), (&json!("ann@example.com"), &json!("Ann")));
    assert_eq!((&user["role"], &user["mustChangePassword"]), (&json!("owner"), &json!(false)));
    assert!(done.body["csrfToken"].is_string(), "{}", done.body);
    assert!(done.headers.contains_key(header::SET_COOKIE), "signed in");
    assert_eq!(is_needed(&app).await, false);

    let again = set_up(&app, &code, "another password").await;
    assert_eq!(line(&again), "401 UNAUTHORIZED");
    let old = log_in(&app, json!({ "email": "admin@localhost", "password": code })).await;
    assert_eq!(line(&old), "401 UNAUTHORIZED", "the code is no password any more");
    let own = log_in(&app, json!({ "email": "ann@example.com", "password": OWN })).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    app.stop().await;
}

#[tokio::test]
async fn a_user_who_signed_in_before_is_not_taken_over() {
    let app = test_app().await;
    let code = started(&app).await;
    let first = log_in(&app, json!({ "email": "admin@localhost", "password": code })).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    assert_eq!(is_needed(&app).await, false);
    assert_eq!(line(&set_up(&app, &code, OWN).await), "401 UNAUTHORIZED");
    app.stop().await;
}

#[tokio::test]
async fn guesses_of_the_code_wait() {
    let app = test_app().await;
    started(&app).await;
    let mut refused = Vec::new();
    for _ in 0..20 {
        let answer = set_up(&app, "a guess of a stranger", OWN).await;
        refused.push(answer.status);
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(refused.last(), Some(&StatusCode::TOO_MANY_REQUESTS), "{refused:?}");
    app.stop().await;
}

#[tokio::test]
async fn people_who_are_not_signed_in_learn_the_name_of_the_provider_and_nothing_else_of_it() {
    let mut config = TestApp::config();
    config.auth.oidc = Some(OidcConfig {
        name: "Example ID".to_owned(),
        issuer: "https://id.example.com/realms/a".to_owned(),
        client_id: "the-client".to_owned(),
        client_secret: "hidden".to_owned(),
        allowed_domains: vec!["example.com".to_owned()],
        creates: None,
    });
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let shown = app.call_as(None, Method::GET, "/api/v2/auth/setup", None).await;
    let expected = json!({ "needed": false, "signInProviders": ["Example ID"] });
    assert_eq!(shown.body, expected);
    app.stop().await;

    let app = test_app().await;
    let shown = app.call_as(None, Method::GET, "/api/v2/auth/setup", None).await;
    assert_eq!(shown.body["signInProviders"], json!([]));
    app.stop().await;
}
