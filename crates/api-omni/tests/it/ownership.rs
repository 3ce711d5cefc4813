//! An instance that another node acquires while this one is paused.

use crate::support::{from_ann, test_app_with, until};
use omni_app::Error;
use omni_channel::SinkError;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ConnectionState;
use omni_testing::{Database, TestApp, TestOptions};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

const LEASE: Duration = Duration::from_millis(600);
const OTHER: &str = "another node";

/// What the other node does: it acquires the lease after this node's has expired.
async fn acquire_elsewhere(app: &TestApp, id: InstanceId) -> i64 {
    let now = Some(Timestamp(i64::MAX / 2));
    let write = app.app.store.write(move |tx| {
        Box::pin(async move {
            Ok::<_, Error>(
                tx.acquire_lease(&lease(id), OTHER, None, now, Duration::from_hours(1)).await?,
            )
        })
    });
    write.await.expect("a write").expect("an expired lease")
}

async fn release_elsewhere(app: &TestApp, id: InstanceId, epoch: i64) {
    let write = app.app.store.write(move |tx| {
        Box::pin(async move { Ok::<_, Error>(tx.release_lease(&lease(id), OTHER, epoch).await?) })
    });
    assert!(write.await.expect("a write"));
}

fn lease(id: InstanceId) -> String {
    format!("instance:{id}")
}

async fn status(app: &TestApp, id: InstanceId) -> (String, String) {
    let body = app.get(&format!("/api/v2/instances/{id}/status")).await.body;
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (text("status"), text("message"))
}

async fn a_former_owner_writes_nothing(database: Database) {
    let mut config = TestApp::config();
    config.sessions.lease = LEASE;
    let app = test_app_with(TestOptions { database, config }).await;
    let id = app.connected_instance("one").await;
    let former = app.channel.session(id).expect("a session");
    former.put_state("key", "first").await.expect("the owner writes");
    former.deliver(vec![from_ann("A1", "before")]).await;

    let epoch = acquire_elsewhere(&app, id).await;
    until("it learns of the new owner", async || {
        status(&app, id).await.1.contains("another node owns")
    })
    .await;

    let state = former.put_state("key", "late").await;
    assert!(state.is_err(), "{state:?}");
    let message = former.try_deliver(vec![from_ann("A2", "late")]).await;
    assert!(matches!(message, Err(SinkError::Fenced)), "{message:?}");
    let kept = app.app.store.get_state(id, "mock.device", "key").await.expect("a read");
    assert_eq!(kept.expect("a record").value.as_ref(), b"first");
    let recorded = app.app.store.instance_by_id(id).await.expect("a read").expect("the instance");
    assert_eq!(recorded.state, ConnectionState::Connected, "the state is its owner's to change");
    assert!(app.app.sessions.session(id).is_none(), "nothing is sent over the former session");

    release_elsewhere(&app, id, epoch).await;
    app.post(&format!("/api/v2/instances/{id}/connect"), json!({})).await;
    until("it is connected again", async || status(&app, id).await.0 == "connected").await;
    let present = app.channel.session(id).expect("a session");
    assert!(!Arc::ptr_eq(&former, &present), "what the former session cached may be outdated");
    present.put_state("key", "second").await.expect("the owner writes");
    present.deliver(vec![from_ann("A2", "again")]).await;
    assert!(former.put_state("key", "later still").await.is_err());
    app.stop().await;
}

#[tokio::test]
async fn on_sqlite_a_former_owner_writes_nothing() {
    a_former_owner_writes_nothing(Database::sqlite()).await;
}

#[tokio::test]
async fn on_postgres_a_former_owner_writes_nothing() {
    a_former_owner_writes_nothing(Database::postgres().await).await;
}
