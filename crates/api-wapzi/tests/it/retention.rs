//! Executions are kept for a time, and no longer than the turns that have their answers; conversations are
//! kept after their newest message.

use crate::support::{Account, owner, text};
use axum::http::StatusCode;
use omni_app::executions::{self, ExecutionQuery};
use omni_app::retention;
use omni_domain::entry_point::{CONVERSATION, unprefixed};
use omni_domain::ids::{ConversationId, TenantId};
use omni_domain::page::PageRequest;
use omni_sandbox::model::{Reaction, Rule};
use omni_testing::Database;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn old_executions_are_removed(database: Database) {
    let account = Account::on(database).await;
    account.model.script(vec![Rule::new("", Reaction::Say("ok".into()))]);
    let accepted = account.execute("hi", None).await;
    let id = text(&accepted.body, "executionId");
    account.ended(&id).await;
    let app = &account.app.app;
    let stop = app.sessions.stopping();
    let round = || async { retention::remove_old(app, &stop).await.expect("a round") };
    account.app.clock.advance(89 * DAY_MS);
    assert_eq!(round().await.executions, 0, "it is not old");
    assert_eq!(account.execution(&id).await.status, StatusCode::OK);
    account.app.clock.advance(2 * DAY_MS);
    let removed = round().await;
    assert_eq!((removed.executions, removed.turns, removed.messages), (1, 1, 0), "{removed:?}");
    let query = ExecutionQuery::default();
    let left = executions::list(app, &owner(), query, PageRequest::first(9)).await;
    assert!(left.expect("a list").items.is_empty());
    assert_eq!(account.execution(&id).await.status, StatusCode::BAD_REQUEST);
    account.app.stop().await;
}

#[tokio::test]
async fn old_executions_are_removed_on_sqlite() {
    old_executions_are_removed(Database::sqlite()).await;
}

#[tokio::test]
async fn old_executions_are_removed_on_postgres() {
    old_executions_are_removed(Database::postgres().await).await;
}

async fn conversations_without_messages_are_removed(database: Database) {
    let account = Account::on(database).await;
    account.model.script(vec![Rule::new("", Reaction::Say("ok".into()))]);
    let begin = async || {
        let accepted = account.execute("hi", None).await.body;
        account.ended(&text(&accepted, "executionId")).await;
        text(&accepted, "conversationId")
    };
    let (old, used) = (begin().await, begin().await);
    account
        .app
        .execute(&format!(
            "UPDATE chats SET last_message_at = last_message_at + {} WHERE address = '{used}'",
            10 * DAY_MS
        ))
        .await;
    let app = &account.app.app;
    let stop = app.sessions.stopping();
    let round = || async { retention::remove_old(app, &stop).await.expect("a round") };
    let is_kept = async |conversation: &str| {
        let id = unprefixed(CONVERSATION, conversation).expect("an id");
        let row = app.store.find_conversation(TenantId::DEFAULT, ConversationId(id)).await;
        let address = conversation.to_owned();
        let chat = app.store.find_chat_by_address(account.instance, conversation).await;
        let sender = app.store.find_identities(account.instance, &[address]).await;
        let rows = (
            row.expect("a read").is_some(),
            chat.expect("a read").is_some(),
            !sender.expect("a read").is_empty(),
        );
        assert!(rows == (true, true, true) || rows == (false, false, false), "{rows:?}");
        rows.0
    };
    account.app.clock.advance(364 * DAY_MS);
    assert_eq!(round().await.conversations, 0, "none is old");
    assert!(is_kept(&old).await && is_kept(&used).await);
    account.app.clock.advance(2 * DAY_MS);
    let removed = round().await;
    assert_eq!((removed.conversations, removed.messages), (1, 0), "{removed:?}");
    assert!(!is_kept(&old).await && is_kept(&used).await);
    assert_eq!(round().await.conversations, 0, "and once");
    let refused = account.execute("again", Some(&old)).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    account.app.stop().await;
}

#[tokio::test]
async fn conversations_without_messages_are_removed_on_sqlite() {
    conversations_without_messages_are_removed(Database::sqlite()).await;
}

#[tokio::test]
async fn conversations_without_messages_are_removed_on_postgres() {
    conversations_without_messages_are_removed(Database::postgres().await).await;
}
