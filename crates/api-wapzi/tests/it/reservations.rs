//! The write that accepts a question reserves the job that answers it.

use crate::support::{Account, owner, text};
use axum::http::StatusCode;
use omni_app::jobs::Taken;
use omni_app::{App, jobs, services};
use omni_domain::entry_point::{EXECUTION, unprefixed};
use omni_domain::job::{Job, JobKind, JobState};
use omni_testing::Database;
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedReceiver;

const SOON: Duration = Duration::from_secs(20);

/// A lane of the test's own, in place of the worker's, with one permit.
async fn lane(account: &Account) -> (Arc<Semaphore>, UnboundedReceiver<Taken>) {
    let app = &account.app.app;
    let began = Instant::now();
    while !app.sessions.owned().contains(&account.instance) {
        assert!(began.elapsed() < SOON, "it is not connected");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    services::stop(app, &owner(), "worker").await.expect("stopped");
    let permits = Arc::new(Semaphore::new(1));
    let taken = app.lanes.open(JobKind::TurnRun, &permits);
    (permits, taken)
}

/// Asks in a conversation of its own; the execution's id.
async fn asked(account: &Account, question: &str) -> String {
    let answer = account.execute(question, None).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    text(&answer.body, "executionId")
}

/// The job that answers an execution.
async fn job_of(app: &App, execution: &str) -> Job {
    let id = unprefixed(EXECUTION, execution).expect("an id");
    let found = app.store.find_execution(owner().tenant_id, id.into()).await.expect("a read");
    let turn = found.expect("an execution").1.expect("a turn");
    let found = app.store.find_job(owner().tenant_id, turn.job_id).await.expect("a read");
    found.expect("a job")
}

#[tokio::test]
async fn a_lane_with_a_permit_is_given_the_job_with_its_reservation() {
    let account = Account::new().await;
    let app = account.app.app.clone();
    let (permits, mut taken) = lane(&account).await;

    let first = asked(&account, "one").await;
    let given = taken.try_recv().expect("before the question is accepted");
    assert_eq!((given.job.state, given.job.attempts), (JobState::Running, 1));
    assert_eq!(given.job, job_of(&app, &first).await);

    let second = asked(&account, "two").await;
    assert!(taken.try_recv().is_err(), "the lane is full");
    assert_eq!(job_of(&app, &second).await.state, JobState::Queued);

    drop(given);
    assert_eq!(permits.available_permits(), 1);
    app.lanes.close(JobKind::TurnRun, &permits);
    let third = asked(&account, "three").await;
    assert!(taken.try_recv().is_err(), "the lane is closed");
    assert_eq!(job_of(&app, &third).await.state, JobState::Queued);
    account.app.stop().await;
}

#[tokio::test]
async fn a_lane_that_stops_during_the_commit_leaves_the_job_to_another() {
    let account = Account::new().await;
    let app = account.app.app.clone();
    let (permits, taken) = lane(&account).await;
    drop(taken);
    let id = asked(&account, "hello").await;
    let began = Instant::now();
    while job_of(&app, &id).await.state != JobState::Queued {
        assert!(began.elapsed() < SOON, "it is not released");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(job_of(&app, &id).await.attempts, 0, "as if it had not been tried");
    assert_eq!(permits.available_permits(), 1);
    services::start(&app, &owner(), "worker").await.expect("started");
    assert_eq!(account.ended(&id).await["status"], json!("completed"));
    account.app.stop().await;
}

#[tokio::test]
async fn a_question_is_answered_after_the_process_that_accepted_it_has_ended() {
    let account = Account::with_attempts(Database::sqlite(), 2).await;
    let app = account.app.app.clone();
    let (permits, mut taken) = lane(&account).await;
    let id = asked(&account, "hello").await;
    drop(taken.try_recv().expect("reserved"));
    app.lanes.close(JobKind::TurnRun, &permits);

    let lease = i64::try_from(app.config.jobs.lease.as_millis()).expect("a number");
    account.app.clock.advance(lease - 1);
    assert_eq!(jobs::requeue_expired(&app, Vec::new()).await.expect("a write"), 0);
    account.app.clock.advance(2);
    assert_eq!(jobs::requeue_expired(&app, Vec::new()).await.expect("a write"), 1);
    services::start(&app, &owner(), "worker").await.expect("started");
    let ended = account.ended(&id).await;
    assert_eq!(
        (&ended["status"], &ended["response"]),
        (&json!("completed"), &json!("You said: hello"))
    );
    assert_eq!(account.model.requests().len(), 1, "the agent is asked once");
    account.app.stop().await;
}
