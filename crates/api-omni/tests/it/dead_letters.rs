use crate::support::test_app;
use omni_app::jobs::{self, Placement};
use omni_domain::job::{JobKind, NewJob};
use omni_testing::TestApp;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// A job of every kind, with this payload.
async fn write_unreadable(app: &TestApp, payload: Value) {
    let id = app.connected_instance("one").await;
    let meta = app.app.sessions.get(id).expect("a session").meta();
    let env = app.app.env.clone();
    let written = app.app.store.write(move |tx| {
        Box::pin(async move {
            for entry in jobs::all() {
                tx.insert_job(NewJob {
                    id: env.id(),
                    tenant_id: meta.tenant_id,
                    instance_id: (entry.placement != Placement::AnyNode).then_some(id),
                    kind: entry.kind,
                    order_key: None,
                    payload: payload.clone(),
                    max_attempts: 3,
                    run_at: env.now(),
                    created_at: env.now(),
                });
            }
            Ok::<_, omni_app::Error>(())
        })
    });
    written.await.expect("written");
}

#[tokio::test]
async fn an_unreadable_job_is_a_dead_letter_at_once() {
    let app = test_app().await;
    write_unreadable(&app, json!({ "unknown": 7 })).await;
    let mut letters = Vec::new();
    for _ in 0..200 {
        let page = app.get("/api/v2/dead-letters").await.body;
        letters = page["items"].as_array().expect("a list").clone();
        if letters.len() == JobKind::ALL.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let kinds: BTreeSet<&str> = letters.iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(kinds, JobKind::ALL.iter().map(|kind| kind.as_str()).collect(), "{letters:#?}");
    for letter in &letters {
        assert_eq!(letter["attempts"], 1, "{letter}");
        let error = letter["error"].as_str().unwrap_or_default();
        assert!(error.starts_with("its payload cannot be read"), "{letter}");
        assert_ne!(letter["payload"], Value::Null, "{letter}");
    }
    app.stop().await;
}
