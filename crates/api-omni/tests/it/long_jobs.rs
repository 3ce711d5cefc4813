//! Jobs that take longer than their lease, and jobs whose workers are lost.

use crate::support::{ANN, jobs_in, test_app_with, until};
use axum::http::StatusCode;
use omni_app::Error;
use omni_app::jobs::{self, JobEntry};
use omni_domain::ids::{InstanceId, MessageId, TenantId};
use omni_domain::job::{JobKind, JobState};
use omni_domain::message::{DeliveryStatus, Message};
use omni_testing::{Database, TestApp, TestOptions};
use serde_json::json;
use std::time::Duration;

const LEASE: Duration = Duration::from_millis(300);
const LONGEST: Duration = Duration::from_millis(200);
const ATTEMPTS: i32 = 3;

async fn app_with_short_leases() -> (TestApp, InstanceId) {
    let mut config = TestApp::config();
    config.jobs.lease = LEASE;
    config.sends.wait = Duration::ZERO;
    config.sends.max_attempts = ATTEMPTS;
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let id = app.connected_instance("one").await;
    (app, id)
}

async fn send(app: &TestApp, id: InstanceId) -> MessageId {
    let body = json!({ "instanceId": id.to_string(), "to": ANN, "text": "hello" });
    let sent = app.post("/api/v2/messages", body).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.body);
    sent.body["messageId"].as_str().expect("an id").parse().expect("an id")
}

async fn message(app: &TestApp, id: MessageId) -> Message {
    let found = app.app.store.find_message(TenantId::DEFAULT, id).await.expect("a read");
    found.expect("the message")
}

/// How many jobs would be queued again if it were this much later. Nothing is changed: the count is
/// the error that undoes the write.
async fn would_expire(app: &TestApp, later: Duration) -> u64 {
    let now = app.app.env.now().plus(later);
    let write = app.app.store.write(move |tx| {
        Box::pin(async move {
            let count = tx.requeue_expired(now, LEASE, &[]).await?;
            Err::<(), _>(Error::internal(count.to_string()))
        })
    });
    match write.await.expect_err("it is undone") {
        Error::Internal(count) => count.to_string().parse().expect("a count"),
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_job_that_takes_longer_than_its_lease_is_not_run_twice() {
    let (app, id) = app_with_short_leases().await;
    let network = app.channel.network();
    let bell = network.hold_answers();
    let sent = send(&app, id).await;
    until("it runs", async || network.taken() == 1).await;
    let step = LEASE * 2 / 3;
    for _ in 0..6 {
        app.clock.advance(i64::try_from(step.as_millis()).expect("a short time"));
        until("it is renewed", async || would_expire(&app, step).await == 0).await;
        assert_eq!(jobs::requeue_expired(&app.app, Vec::new()).await.expect("a write"), 0);
    }
    assert_eq!(
        (
            jobs_in(&app, JobKind::MessageSend, JobState::Queued).await,
            jobs_in(&app, JobKind::MessageSend, JobState::Running).await
        ),
        (0, 1)
    );
    network.stop_holding();
    until("it is sent", async || {
        bell.notify_waiters();
        message(&app, sent).await.status == DeliveryStatus::Sent
    })
    .await;
    assert_eq!(network.taken(), 1);
    assert_eq!(
        (
            jobs_in(&app, JobKind::MessageSend, JobState::Queued).await,
            jobs_in(&app, JobKind::MessageSend, JobState::Running).await
        ),
        (0, 0)
    );
    app.stop().await;
}

/// Its reservation is renewed while it runs: without a bound nothing would ever end it.
#[tokio::test]
async fn a_job_that_hangs_is_ended_tried_again_and_given_up() {
    let mut config = TestApp::config();
    config.jobs.longest = LONGEST;
    config.sends.wait = Duration::ZERO;
    config.sends.max_attempts = 2;
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let id = app.connected_instance("one").await;
    // It is never rung.
    let _bell = app.channel.network().hold_answers();
    let sent = send(&app, id).await;
    until("it is given up", async || {
        app.clock.advance(1000);
        message(&app, sent).await.status == DeliveryStatus::Failed
    })
    .await;
    let tries = app.channel.session(id).expect("a session").sent().len();
    assert_eq!(tries, 2, "it is tried again");
    let failed = message(&app, sent).await;
    assert_eq!(failed.failure_code.as_deref(), Some("channel.outcome_unknown"));
    for state in [JobState::Queued, JobState::Running, JobState::Dead] {
        assert_eq!(jobs_in(&app, JobKind::MessageSend, state).await, 0, "{state}");
    }
    // The lane is free for others.
    app.channel.network().stop_holding();
    let next = send(&app, id).await;
    until("the next is sent", async || message(&app, next).await.status == DeliveryStatus::Sent)
        .await;
    app.stop().await;
}

/// The bounds of the kinds are not configured away by accident.
#[test]
fn every_kind_of_job_has_a_bound_of_its_attempts() {
    for entry in jobs::all() {
        assert!(entry.longest >= Duration::from_mins(1), "{}", entry.kind);
        assert!(entry.longest <= Duration::from_hours(1), "{}", entry.kind);
    }
}

fn entry() -> &'static JobEntry {
    jobs::all().find(|entry| entry.kind == JobKind::MessageSend).expect("the kind")
}

#[tokio::test]
async fn a_job_whose_workers_die_again_and_again_is_not_handed_out_for_ever() {
    let (app, id) = app_with_short_leases().await;
    assert_eq!(app.finish_jobs(Duration::from_secs(20)).await, 0);
    let sent = send(&app, id).await;
    for attempt in 1..=ATTEMPTS {
        let reserved = jobs::reserve(&app.app, entry(), 1).await.expect("a write");
        assert_eq!(reserved[0].attempts, attempt);
        app.clock.advance(i64::try_from(LEASE.as_millis()).expect("a short time") + 1);
        assert_eq!(jobs::requeue_expired(&app.app, Vec::new()).await.expect("a write"), 1);
    }
    let last = jobs::reserve(&app.app, entry(), 1).await.expect("a write");
    jobs::run(&app.app, &last[0]).await.expect("it is given up");
    let failed = message(&app, sent).await;
    assert_eq!(failed.status, DeliveryStatus::Failed);
    assert_eq!(failed.failure_code.as_deref(), Some("channel.outcome_unknown"));
    assert_eq!(app.channel.network().taken(), 0, "it is not tried once more");
    assert_eq!(
        (
            jobs_in(&app, JobKind::MessageSend, JobState::Queued).await,
            jobs_in(&app, JobKind::MessageSend, JobState::Running).await
        ),
        (0, 0)
    );
    app.stop().await;
}
