//! Users: made, changed and removed by an administrator, and their own password.

use crate::support::{call, get, line, ok, post, sign_in, test_app};
use axum::http::{Method, StatusCode};
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

const USERS: &str = "/api/v1/auth/users";
const OWN_PASSWORD: &str = "a password of her own";

async fn log_in(app: &TestApp, password: &str) -> Answer {
    let login = Some(json!({ "email": "beth@example.com", "password": password }));
    app.call_as(None, Method::POST, "/api/v1/auth/login", login).await
}

/// Signs in; the token.
async fn token(app: &TestApp, password: &str) -> String {
    ok(&log_in(app, password).await)["token"].as_str().expect("a token").to_owned()
}

/// Creates Beth; her path and her first password.
async fn new_user(app: &TestApp, owner: &str) -> (String, String) {
    let new = json!({ "email": "Beth@Example.com", "name": "Beth", "role": "agent" });
    let made = post(app, owner, USERS, new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let user = &ok(&made)["user"];
    assert_eq!((&user["email"], &user["status"]), (&json!("beth@example.com"), &json!("active")));
    let path = format!("{USERS}/{}", user["id"].as_str().expect("an id"));
    (path, made.body["password"].as_str().expect("a password").to_owned())
}

#[tokio::test]
async fn a_user_changes_the_first_password_before_anything_else() {
    let app = test_app().await;
    let owner = sign_in(&app).await;
    let (_, first) = new_user(&app, &owner).await;
    let beth = token(&app, &first).await;
    assert_eq!(line(&get(&app, &beth, "/api/v1/accounts").await), "401 UNAUTHORIZED");

    let change = async |current: &str, new: &str| {
        let body = json!({ "current_password": current, "new_password": new });
        post(&app, &beth, "/api/v1/auth/password", body).await
    };
    let wrong = change("not this one", OWN_PASSWORD).await;
    assert_eq!(line(&wrong), "400 VALIDATION_ERROR");
    assert!(wrong.body["details"]["fieldErrors"]["current_password"].is_array(), "{}", wrong.body);
    let short = change(&first, "short").await;
    assert!(short.body["details"]["fieldErrors"]["new_password"].is_array(), "{}", short.body);
    let changed = change(&first, OWN_PASSWORD).await;
    assert_eq!(ok(&changed)["must_change_password"], false);

    ok(&get(&app, &beth, "/api/v1/accounts").await);
    assert_eq!(line(&log_in(&app, &first).await), "401 UNAUTHORIZED", "the first one is void");
    let beth = token(&app, OWN_PASSWORD).await;
    assert_eq!(
        line(&get(&app, &beth, USERS).await),
        "401 UNAUTHORIZED",
        "an agent manages no users"
    );
    app.stop().await;
}

#[tokio::test]
async fn an_owner_lists_changes_disables_and_deletes_users() {
    let app = test_app().await;
    let owner = sign_in(&app).await;
    app.clock.advance(1000);
    let (path, _) = new_user(&app, &owner).await;
    let again = json!({ "email": "beth@example.com", "name": "Another", "role": "viewer" });
    assert_eq!(line(&post(&app, &owner, USERS, again).await), "409 CONFLICT");

    let page = get(&app, &owner, &format!("{USERS}?limit=1")).await;
    assert_eq!(ok(&page)["items"][0]["email"], "admin@example.com", "oldest first");
    let cursor = page.body["next_cursor"].as_str().expect("a cursor");
    let page = get(&app, &owner, &format!("{USERS}?limit=1&cursor={cursor}")).await;
    assert_eq!(ok(&page)["items"][0]["email"], "beth@example.com");
    assert_eq!(page.body["next_cursor"], Value::Null);

    let change = Some(json!({ "name": "Beth Lee", "role": "viewer" }));
    let changed = call(&app, &owner, Method::PATCH, &path, change).await;
    assert_eq!(ok(&changed)["role"], "viewer");
    assert_eq!(ok(&get(&app, &owner, &path).await)["name"], "Beth Lee");

    let reset = call(&app, &owner, Method::POST, &format!("{path}/reset-password"), None).await;
    let password = ok(&reset)["password"].as_str().expect("a password").to_owned();
    let beth = token(&app, &password).await;
    let off = call(&app, &owner, Method::POST, &format!("{path}/disable"), None).await;
    assert_eq!(ok(&off)["status"], "disabled");
    assert_eq!(line(&get(&app, &beth, "/api/v1/auth/me").await), "401 UNAUTHORIZED", "at once");
    assert_eq!(line(&log_in(&app, &password).await), "401 UNAUTHORIZED");
    let on = call(&app, &owner, Method::POST, &format!("{path}/enable"), None).await;
    assert_eq!(ok(&on)["status"], "active");
    token(&app, &password).await;

    ok(&call(&app, &owner, Method::DELETE, &path, None).await);
    assert_eq!(line(&get(&app, &owner, &path).await), "404 NOT_FOUND");
    let me = get(&app, &owner, "/api/v1/auth/me").await;
    let own = format!("{USERS}/{}", ok(&me)["id"].as_str().expect("an id"));
    let last = call(&app, &owner, Method::DELETE, &own, None).await;
    assert_eq!(line(&last), "409 CONFLICT", "the last owner stays");
    app.stop().await;
}

#[tokio::test]
async fn users_are_those_of_the_other_api() {
    let app = test_app().await;
    let owner = sign_in(&app).await;
    let (path, _) = new_user(&app, &owner).await;
    let id = path.rsplit('/').next().expect("an id");
    let there = app.get(&format!("/api/v2/users/{id}")).await;
    assert_eq!((&there.body["name"], &there.body["role"]), (&json!("Beth"), &json!("agent")));
    let foreign = app.foreign_key().await;
    assert_eq!(line(&get(&app, &foreign, &path).await), "404 NOT_FOUND");
    app.stop().await;
}

/// The code that the user's app shows.
fn code(app: &TestApp, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).expect("base32");
    let totp = Builder::new().with_secret(secret).with_account_name("ann").build().expect("valid");
    let seconds = u64::try_from(app.app.env.now().millis() / 1000).expect("after 1970");
    totp.generate(seconds).to_string()
}

#[tokio::test]
async fn a_user_sets_up_one_time_codes_and_removes_them() {
    const TOTP: &str = "/api/v1/auth/totp";
    let app = test_app().await;
    let owner = sign_in(&app).await;
    let own = json!({ "current_password": "correct horse battery" });
    let wrong = post(&app, &owner, TOTP, json!({ "current_password": "not this one" })).await;
    assert!(wrong.body["details"]["fieldErrors"]["current_password"].is_array(), "{}", wrong.body);
    let enrolled = post(&app, &owner, TOTP, own.clone()).await;
    let secret = ok(&enrolled)["secret"].as_str().expect("a secret").to_owned();
    let url = enrolled.body["url"].as_str().expect("a URL");
    assert!(url.starts_with("otpauth://totp/Omni:admin%40example.com?"), "{url}");

    let confirm = format!("{TOTP}/confirm");
    let refused = post(&app, &owner, &confirm, json!({ "code": "000000" })).await;
    assert!(refused.body["details"]["fieldErrors"]["code"].is_array(), "{}", refused.body);
    let body = json!({ "code": code(&app, &secret) });
    let confirmed = post(&app, &owner, &confirm, body.clone()).await;
    assert_eq!(ok(&confirmed)["recovery_codes"].as_array().map(Vec::len), Some(10));
    assert_eq!(line(&post(&app, &owner, &confirm, body).await), "409 CONFLICT", "once");
    assert_eq!(line(&post(&app, &owner, TOTP, own.clone()).await), "409 CONFLICT");

    let login = async |code: Option<String>| {
        let body = json!({
            "email": "admin@example.com", "password": "correct horse battery", "code": code,
        });
        app.call_as(None, Method::POST, "/api/v1/auth/login", Some(body)).await
    };
    assert_eq!(line(&login(None).await), "401 UNAUTHORIZED");
    app.clock.advance(30_000);
    ok(&login(Some(code(&app, &secret))).await);

    let removed = post(&app, &owner, &format!("{TOTP}/remove"), own).await;
    assert_eq!(ok(&removed)["has_totp"], false);
    ok(&login(None).await);
    app.stop().await;
}
