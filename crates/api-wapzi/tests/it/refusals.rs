//! The errors of the documentation, word for word.

use crate::support::{Account, owner};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_app::entry_points::{self, AttendantPatch, EntryPointPatch, NewAttendant};
use omni_app::instances;
use omni_app::keys::Origin;
use omni_app::users::{self, NewUser};
use omni_domain::access::Role;
use omni_domain::entry_point::{AttendantOf, ENTRY_POINT, prefixed};
use omni_testing::Answer;
use serde_json::{Value, json};

fn assert_refused(answer: &Answer, status: u16, message: &str) {
    let reason = StatusCode::from_u16(status).expect("a status").canonical_reason();
    let body = json!({ "statusCode": status, "message": message, "error": reason });
    assert_eq!((answer.status.as_u16(), &answer.body), (status, &body));
}

#[tokio::test]
async fn what_is_wrong_with_an_entry_point_is_said_in_the_documented_words() {
    let account = Account::new().await;
    let body = || Some(json!({ "message": "hi" }));
    let post = async |path: &str| {
        account.app.call_as(Some(&account.key), Method::POST, path, body()).await
    };
    for path in ["/v1/entry-points//execute", "/v1/entry-points/%20/execute"] {
        assert_refused(&post(path).await, 400, "entryPointId is required");
    }
    let unknown = format!("entry_point_{}", "0".repeat(32));
    for id in ["entry_point_123", "x", &unknown] {
        let answer = post(&format!("/v1/entry-points/{id}/execute")).await;
        assert_refused(&answer, 400, "Invalid entryPointId");
    }
    let app = &account.app.app;
    let empty = entry_points::create(app, &owner(), "empty").await.unwrap();
    let path = format!("/v1/entry-points/{}/execute", prefixed(ENTRY_POINT, empty.id.0));
    assert_refused(&post(&path).await, 400, "Entry point has no attendants configured");

    let people = entry_points::create(app, &owner(), "people").await.unwrap();
    let new = NewUser {
        email: "eva@example.com".to_owned(),
        name: "Eva".to_owned(),
        role: Role::Agent,
        password: None,
        must_change_password: true,
        is_operator: Some(false),
    };
    let eva = users::create(app, &owner(), new, &Origin::default()).await.unwrap().user;
    let attendant = NewAttendant {
        of: AttendantOf::Person(eva.id),
        is_available: true,
        max_conversations: None,
        position: 0,
    };
    entry_points::add_attendant(app, &owner(), people.id, attendant).await.unwrap();
    let path = format!("/v1/entry-points/{}/execute", prefixed(ENTRY_POINT, people.id.0));
    let none = "Entry point has no available agent attendant";
    assert_refused(&post(&path).await, 400, none);

    let set = async |is_available| {
        let patch =
            AttendantPatch { is_available: Some(is_available), ..AttendantPatch::default() };
        entry_points::update_attendant(app, &owner(), account.attendant.id, patch).await.unwrap();
    };
    set(false).await;
    assert_refused(&post(&account.path()).await, 400, none);
    set(true).await;
    instances::disconnect(app, &owner(), account.instance).await.unwrap();
    assert_refused(&post(&account.path()).await, 400, none);

    let off = EntryPointPatch { is_active: Some(false), ..EntryPointPatch::default() };
    entry_points::update(app, &owner(), account.point.id, off).await.unwrap();
    assert_refused(&post(&account.path()).await, 400, "Invalid entryPointId");
    account.app.stop().await;
}

#[tokio::test]
async fn unknown_executions_and_conversations_are_refused_with_400() {
    let account = Account::new().await;
    let unknown = format!("exec_{}", "0".repeat(32));
    for id in ["exec_123", "x", &unknown] {
        let answer = account.execution(id).await;
        assert_refused(&answer, 400, "Invalid executionId for this account");
    }
    let unknown = format!("conv_{}", "0".repeat(32));
    for id in ["", "conv_1", &unknown] {
        let answer = account.execute("hi", Some(id)).await;
        assert_refused(&answer, 400, "Invalid conversationId");
    }
    account.app.stop().await;
}

#[tokio::test]
async fn a_bad_body_is_refused_in_the_same_form() {
    let account = Account::new().await;
    assert_refused(&account.execute(" \n", None).await, 400, "message is required");
    let send = async |kind: &str, body: &str| {
        let request = Request::post(account.path())
            .header("x-api-key", &account.key)
            .header("content-type", kind)
            .body(Body::from(body.to_owned()))
            .expect("a request");
        account.app.raw(request).await
    };
    for body in ["", "{", "[]", "{}", "{\"message\":1}", "null"] {
        let answer = send("application/json", body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}: {}", answer.body);
        assert_eq!(answer.body["statusCode"], 400);
        assert!(answer.body["message"].as_str().is_some_and(|text| !text.is_empty()));
    }
    let answer = send("text/plain", "hi").await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let long = "x".repeat(70_000);
    let answer = account.execute(&long, None).await;
    assert_refused(&answer, 400, "message must have at most 65536 characters");
    account.app.stop().await;
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods_have_the_form_of_this_api() {
    let account = Account::new().await;
    let call = async |method, path: &str, body: Option<Value>| {
        account.app.call_as(Some(&account.key), method, path, body).await
    };
    let unknown = call(Method::GET, "/v1/else", None).await;
    assert_eq!((unknown.status.as_u16(), &unknown.body["statusCode"]), (404, &json!(404)));
    let wrong = call(Method::DELETE, "/v1/executions/x", None).await;
    assert_eq!((wrong.status.as_u16(), &wrong.body["statusCode"]), (405, &json!(405)));
    account.app.stop().await;
}
