//! Conversations that a person takes over.

use crate::support::{Account, owner, text};
use axum::http::StatusCode;
use omni_app::messages::{self, SendBody, SendMessage};
use omni_app::turns;
use omni_sandbox::model::{Reaction, Rule};
use serde_json::{Value, json};

#[tokio::test]
async fn executions_fail_while_a_person_has_the_conversation() {
    let account = Account::new().await;
    account.model.script(vec![Rule::new("", Reaction::Say("ok".into()))]);
    let app = &account.app.app;
    let first = account.execute("first", None).await;
    let conversation = text(&first.body, "conversationId");
    let first = text(&first.body, "executionId");
    assert_eq!(account.ended(&first).await["status"], "completed");

    let by_hand = SendMessage {
        instance_id: account.instance,
        to: conversation.clone(),
        body: SendBody::Text("Eva here".to_owned()),
        reply_to: None,
        mentions: Vec::new(),
        mention_all: false,
        no_link_preview: false,
        idempotency_key: None,
        respond_async: false,
    };
    messages::send_by_person(app, &owner(), by_hand).await.expect("sent");
    let during = account.execute("second", Some(&conversation)).await;
    assert_eq!(during.status, StatusCode::ACCEPTED, "{}", during.body);
    let during = account.ended(&text(&during.body, "executionId")).await;
    assert_eq!((&during["status"], &during["response"]), (&json!("failed"), &Value::Null));
    assert_eq!(account.execution(&first).await.body["response"], "ok", "it stays completed");
    assert_eq!(account.model.requests().len(), 1, "the agent is not asked");

    turns::resume(app, &owner(), account.instance, &conversation).await.expect("resumed");
    let after = account.execute("third", Some(&conversation)).await;
    let after = account.ended(&text(&after.body, "executionId")).await;
    assert_eq!((&after["status"], &after["response"]), (&json!("completed"), &json!("ok")));
    let requests = account.model.requests();
    let asked = requests.last().expect("a request").body["messages"].to_string();
    assert!(asked.contains("Eva here"), "the agent reads what the person wrote: {asked}");
    account.app.stop().await;
}
