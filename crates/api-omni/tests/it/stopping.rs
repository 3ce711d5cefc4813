//! What a stop does with jobs that do not finish in time.

use crate::support::{ANN, jobs_in, test_app_with};
use axum::http::StatusCode;
use omni_domain::job::{JobKind, JobState};
use omni_testing::{Database, TestApp, TestOptions};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_job_that_does_not_finish_is_released_and_not_left_to_its_lease() {
    let mut config = TestApp::config();
    config.sends.wait = Duration::ZERO;
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let id = app.connected_instance("one").await;
    let network = app.channel.network();
    let bell = network.hold_answers();
    let body = json!({ "instanceId": id.to_string(), "to": ANN, "text": "hello" });
    let sent = app.post("/api/v2/messages", body).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.body);
    let running = async {
        while jobs_in(&app, JobKind::MessageSend, JobState::Running).await == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), running).await.expect("it runs");

    assert_eq!(app.finish_jobs(Duration::from_millis(50)).await, 1);
    let left = (
        jobs_in(&app, JobKind::MessageSend, JobState::Queued).await,
        jobs_in(&app, JobKind::MessageSend, JobState::Running).await,
    );
    assert_eq!(left, (1, 0), "the next start need not wait for its lease");
    bell.notify_waiters();
    app.stop().await;
}

#[tokio::test]
async fn a_stop_without_jobs_releases_nothing() {
    let app = crate::support::test_app().await;
    assert_eq!(app.finish_jobs(Duration::from_secs(20)).await, 0);
    app.stop().await;
}
