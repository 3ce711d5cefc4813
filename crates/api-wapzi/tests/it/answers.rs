//! Answers are messages of their conversation, which no network is passed.

use crate::support::{Account, owner, text};
use omni_app::{App, Error};
use omni_domain::Timestamp;
use omni_domain::entry_point::{EXECUTION, unprefixed};
use omni_domain::event::EventBody;
use omni_domain::ids::{JobId, MessageId};
use omni_domain::job::NewJob;
use omni_domain::job::payloads::SendPayload;
use omni_domain::message::{DeliveryStatus, Message};
use omni_sandbox::model::{Reaction, Rule};
use std::time::Duration;

/// The question of an execution.
async fn question(app: &App, execution: &str) -> Message {
    let id = unprefixed(EXECUTION, execution).expect("an id");
    let found = app.store.find_execution(owner().tenant_id, id.into()).await.expect("a read");
    let (execution, _) = found.expect("an execution");
    message(app, execution.message_id).await
}

/// The only message of an execution's answer.
async fn answer(app: &App, execution: &str) -> Message {
    let question = question(app, execution).await;
    let turn = app.store.turn_of_message(question.id).await.expect("a read").expect("a turn");
    let parts = app.store.turn_reply_ids(turn.id).await.expect("a read");
    assert_eq!(parts.len(), 1, "one message");
    message(app, parts[0]).await
}

async fn message(app: &App, id: MessageId) -> Message {
    let found = app.store.find_message(owner().tenant_id, id).await.expect("a read");
    found.expect("a message")
}

/// Waits for the events of the next answer, up to `agent.replied`.
async fn events_of_an_answer(account: &Account) -> Vec<(&'static str, Option<DeliveryStatus>)> {
    let mut events = account.app.app.bus.subscribe();
    account.execute("hello", None).await;
    let mut seen = Vec::new();
    loop {
        let received = tokio::time::timeout(Duration::from_secs(20), events.recv()).await;
        let event = received.expect("in time").expect("an event");
        let name = match &event.body {
            EventBody::MessageQueued(_) => "queued",
            EventBody::MessageSent(_) => "sent",
            EventBody::AgentResponse(_) => "response",
            EventBody::AgentReplied(_) => "replied",
            _ => continue,
        };
        let status = match (name, event.message_id) {
            ("queued", Some(id)) => Some(message(&account.app.app, id).await.status),
            _ => None,
        };
        seen.push((name, status));
        if name == "replied" {
            return seen;
        }
    }
}

#[tokio::test]
async fn an_answer_is_sent_by_the_write_that_stores_it() {
    let account = Account::new().await;
    account.model.script(vec![Rule::new("", Reaction::Say("hi".into()))]);
    let seen = events_of_an_answer(&account).await;
    let names: Vec<&str> = seen.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["queued", "response", "sent", "replied"]);
    assert_eq!(seen[0].1, Some(DeliveryStatus::Sent), "it never waits for a job");
    account.app.stop().await;
}

#[tokio::test]
async fn an_answer_waits_for_what_is_queued_in_its_conversation() {
    let account = Account::new().await;
    account.model.script(vec![Rule::new("", Reaction::Say("hi".into()))]);
    let app = account.app.app.clone();
    let first = account.execute("one", None).await;
    let id = text(&first.body, "executionId");
    account.ended(&id).await;
    assert_eq!(answer(&app, &id).await.status, DeliveryStatus::Sent);

    let chat = question(&app, &id).await.chat_id;
    let payload = SendPayload { message_id: app.env.id() };
    let now = app.env.now();
    let job: JobId = app.env.id();
    let job = NewJob::new(job, owner().tenant_id, &payload, 1, now)
        .of_instance(account.instance)
        .in_order(format!("send:{chat}"))
        .due(Timestamp(now.0 + 3_600_000));
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_job(job);
                Ok::<_, Error>(())
            })
        })
        .await
        .expect("a write");
    let second = account.execute("two", Some(&text(&first.body, "conversationId"))).await;
    let id = text(&second.body, "executionId");
    account.ended(&id).await;
    assert_eq!(answer(&app, &id).await.status, DeliveryStatus::Queued, "it keeps its position");
    account.app.stop().await;
}
