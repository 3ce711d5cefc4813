//! The exchanges of the documentation.

use crate::support::{Account, attend, bot, owner, text};
use axum::http::{Method, StatusCode};
use omni_app::entry_points::{self, AttendantPatch};
use omni_domain::entry_point::AttendantOf;
use omni_sandbox::model::{Reaction, Rule};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_message_is_accepted_and_its_answer_is_read() {
    let account = Account::new().await;
    let say = "Hello! I can help with the order status. Please send your number.";
    account.model.script(vec![Rule::new("order", Reaction::Say(say.into()))]);

    let accepted = account.execute("Hello, I need help with my order", None).await;
    assert_eq!(accepted.status, StatusCode::ACCEPTED, "{}", accepted.body);
    let conversation = text(&accepted.body, "conversationId");
    let execution = text(&accepted.body, "executionId");
    assert_eq!(
        accepted.body,
        json!({ "conversationId": conversation, "executionId": execution, "status": "queued" })
    );
    assert!(conversation.starts_with("conv_") && execution.starts_with("exec_"));
    assert_eq!(
        account.ended(&execution).await,
        json!({
            "conversationId": conversation,
            "executionId": execution,
            "status": "completed",
            "response": say,
        })
    );
    account.app.stop().await;
}

#[tokio::test]
async fn while_the_agent_is_asked_an_execution_is_processing() {
    let account = Account::new().await;
    account.model.set_held(true);
    let accepted = account.execute("hi", None).await;
    assert_eq!(accepted.body["status"], "queued", "{}", accepted.body);
    account.model.expect_requests(1, Duration::from_secs(20)).await.expect("it is asked");
    let execution = text(&accepted.body, "executionId");
    let shown = account.execution(&execution).await.body;
    assert_eq!(
        (&shown["status"], shown["response"].is_null()),
        (&json!("processing"), true),
        "{shown}"
    );
    account.model.set_held(false);
    let ended = account.ended(&execution).await;
    assert_eq!(
        (&ended["status"], &ended["response"]),
        (&json!("completed"), &json!("You said: hi"))
    );
    account.app.stop().await;
}

#[tokio::test]
async fn an_answer_of_several_paragraphs_is_one_text() {
    let account = Account::new().await;
    let say = "First.\n\nSecond.\n\nThird.";
    account.model.script(vec![Rule::new("", Reaction::Say(say.into()))]);
    let accepted = account.execute("hi", None).await;
    let ended = account.ended(&text(&accepted.body, "executionId")).await;
    assert_eq!(ended["response"], say);
    account.app.stop().await;
}

#[tokio::test]
async fn a_conversation_continues_with_its_history() {
    let account = Account::new().await;
    account.model.script(vec![
        Rule::new("second", Reaction::Say("two".into())),
        Rule::new("first", Reaction::Say("one".into())),
    ]);
    let first = account.execute("first", None).await;
    let conversation = text(&first.body, "conversationId");
    account.ended(&text(&first.body, "executionId")).await;
    let second = account.execute("second", Some(&conversation)).await;
    assert_eq!(second.body["conversationId"], json!(conversation));
    let ended = account.ended(&text(&second.body, "executionId")).await;
    assert_eq!(ended["response"], "two");
    let first = account.execution(&text(&first.body, "executionId")).await;
    assert_eq!(first.body["response"], "one", "what was answered stays answered");
    let requests = account.model.requests();
    let asked = requests.last().expect("a request").body["messages"].to_string();
    assert!(asked.contains("first") && asked.contains("one"), "{asked}");
    account.app.stop().await;
}

#[tokio::test]
async fn an_agent_that_fails_ends_the_execution_as_failed() {
    let account = Account::new().await;
    account.model.script(vec![Rule::new("", Reaction::Fail(400))]);
    let accepted = account.execute("hi", None).await;
    let ended = account.ended(&text(&accepted.body, "executionId")).await;
    assert_eq!(ended["status"], "failed");
    assert!(ended["response"].is_null());
    account.app.stop().await;
}

#[tokio::test]
async fn the_first_attendant_with_room_is_chosen_and_a_conversation_stays_with_it() {
    let account = Account::new().await;
    let second = bot(&account.app, &account.model, "second").await;
    let attendant = attend(&account.app, &account.point, second, -1, Some(1)).await;
    assert_eq!(attendant.of, AttendantOf::Agent(second));
    let slow = Rule::new("", Reaction::Say("ok".into())).after(Duration::from_secs(5));
    account.model.script(vec![slow]);

    let instance_of = async |execution: &str| {
        let id = omni_domain::entry_point::unprefixed("exec_", execution).expect("an id");
        let found = account.app.app.store.find_execution(owner().tenant_id, id.into()).await;
        found.unwrap().expect("an execution").0.instance_id
    };
    let first = account.execute("a", None).await;
    let first_id = text(&first.body, "executionId");
    assert_eq!(instance_of(&first_id).await, second, "it has the lower position");
    let other = account.execute("b", None).await;
    let other_id = text(&other.body, "executionId");
    assert_eq!(instance_of(&other_id).await, account.instance, "the first one has no room");
    let again = account.execute("c", Some(&text(&first.body, "conversationId"))).await;
    assert_eq!(instance_of(&text(&again.body, "executionId")).await, second);

    let off = AttendantPatch { is_available: Some(false), ..AttendantPatch::default() };
    entry_points::update_attendant(&account.app.app, &owner(), attendant.id, off).await.unwrap();
    let moved = account.execute("d", Some(&text(&first.body, "conversationId"))).await;
    assert_eq!(instance_of(&text(&moved.body, "executionId")).await, account.instance);
    account.app.stop().await;
}

#[tokio::test]
async fn an_attendant_whose_instance_cannot_be_read_is_passed_over() {
    let account = Account::new().await;
    let second = bot(&account.app, &account.model, "second").await;
    attend(&account.app, &account.point, second, 1, None).await;
    account.app.execute("UPDATE instances SET channel = 'later' WHERE name = 'bot'").await;
    let accepted = account.execute("hi", None).await;
    assert_eq!(accepted.status, StatusCode::ACCEPTED, "{}", accepted.body);
    account.app.stop().await;
}

#[tokio::test]
async fn the_documentation_is_a_page_and_data() {
    let account = Account::new().await;
    for path in ["/docs", "/en/docs"] {
        let page = account.app.call_as(None, Method::GET, path, None).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.as_str().is_some_and(|page| page.contains("/execute")), "{}", page.body);
    }
    let page = account.app.call_as(None, Method::GET, "/docs", None).await;
    let page = page.body.as_str().expect("a page");
    for part in [
        "<h2>Base URL and authentication</h2>",
        "<h2>How to get the API key in the dashboard</h2>",
        "<h2>Execute service by connection</h2>",
        "<h2>Check execution</h2>",
        "<h2>Quick example (Node.js)</h2>",
        "<h2>Best practices</h2>",
        "<h2>Homologation checklist</h2>",
        "curl -X POST \"$HOST/v1/entry-points/$ENTRY_POINT/execute\"",
        "await fetch(`${host}/v1/entry-points/entry_point_123/execute`, {",
        "await fetch(`${host}/v1/executions/${data.executionId}`, {",
        "href=\"entry-points\"",
        "takes the conversation over",
        "{\"statusCode\", \"message\", \"error\"}",
    ] {
        assert!(page.contains(part), "{part}");
    }
    for refusal in ["Invalid API key", "the account is suspended", "too many requests"] {
        assert_eq!(page.matches(refusal).count(), 2, "of both routes: {refusal}");
    }
    let links = async |path: &str| {
        let page = account.app.call_as(None, Method::GET, path, None).await;
        page.body.as_str().expect("a page").matches("href=\"/").count()
    };
    assert_eq!((links("/docs").await, links("/en/docs").await), (0, 0), "links are relative");
    let document = account.app.call_as(None, Method::GET, "/v1/openapi.json", None).await;
    assert_eq!(document.body["info"]["title"], "Wapzi");
    account.app.stop().await;
}
