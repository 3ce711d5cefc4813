//! Executions are kept for a time, and no longer than the turns that have their answers.

use crate::support::{Account, owner, text};
use axum::http::StatusCode;
use omni_app::executions::{self, ExecutionQuery};
use omni_app::retention;
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
