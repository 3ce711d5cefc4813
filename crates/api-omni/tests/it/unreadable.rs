//! Rows that another program or a damaged disk has made unreadable, as clients and the worker meet
//! them.

use crate::support::{ANN, deliver, from_ann, line, test_app_with, until};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_channel::{Capability, ChannelError, Inbound};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::{MessageId, TenantId};
use omni_domain::job::payloads::{BatchPayload, SyncPayload};
use omni_domain::job::{JobKind, NewJob};
use omni_domain::message::DeliveryStatus;
use omni_testing::{Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::Duration;

async fn on_both_engines(test: impl AsyncFn(&TestApp)) {
    for database in [Database::sqlite(), Database::postgres().await] {
        let app = test_app_with(TestOptions { database, config: TestApp::config() }).await;
        test(&app).await;
        app.stop().await;
    }
}

/// A job that is due now.
fn due(app: &TestApp, kind: JobKind, payload: Value) -> NewJob {
    let env = &app.app.env;
    NewJob {
        id: env.id(),
        tenant_id: omni_domain::TenantId::DEFAULT,
        instance_id: None,
        kind,
        order_key: None,
        payload,
        max_attempts: 3,
        run_at: env.now(),
        created_at: env.now(),
    }
}

/// Queues a job that is due a day from now, or now.
async fn queue(app: &TestApp, payload: Value, is_due: bool) {
    let mut job = due(app, JobKind::BatchRun, payload);
    job.run_at = job.run_at.plus(Duration::from_hours(if is_due { 0 } else { 24 }));
    insert(app, job).await;
}

async fn insert(app: &TestApp, job: NewJob) {
    let written = app.app.store.write(move |tx| {
        Box::pin(async move {
            tx.insert_job(job);
            Ok::<_, omni_app::Error>(())
        })
    });
    written.await.expect("written");
}

async fn dead_letters(app: &TestApp) -> Vec<Value> {
    let page = app.get("/api/v2/dead-letters").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.body["items"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_rule_that_cannot_be_read_is_shown_and_can_be_deleted() {
    on_both_engines(async |app| {
        let rule = json!({
            "type": "deny", "criteria": { "phonePatterns": ["+1*"] }, "priority": 1, "reason": "x",
        });
        for _ in 0..2 {
            let made = app.post("/api/v2/access/rules", rule.clone()).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        }
        let first = "(SELECT id FROM access_rules ORDER BY id LIMIT 1)";
        app.execute(&format!("UPDATE access_rules SET phone_patterns = '[' WHERE id = {first}"))
            .await;
        let listed = app.get("/api/v2/access/rules").await;
        let rules = listed.body["items"].as_array().expect("a list");
        assert_eq!(rules.len(), 2, "{}", listed.body);
        let bad = rules.iter().find(|rule| rule["enabled"] == false).expect("the unreadable one");
        assert!(bad["reason"].as_str().expect("words").contains("cannot be read"), "{bad}");
        let path = format!("/api/v2/access/rules/{}", bad["id"].as_str().expect("an id"));
        assert_eq!(line(&app.get(&path).await), "200");
        assert_eq!(line(&app.call(Method::DELETE, &path, None).await), "200");
        assert_eq!(line(&app.get(&path).await), "404 NOT_FOUND");
    })
    .await;
}

#[tokio::test]
async fn a_job_that_cannot_be_read_becomes_a_dead_letter_and_stops_no_other() {
    on_both_engines(async |app| {
        queue(app, json!({}), false).await;
        app.execute("UPDATE jobs SET payload = '{', run_at = 0 WHERE kind = 'batch.run'").await;
        queue(app, json!({ "unknown": 7 }), true).await;
        let both = async {
            while dead_letters(app).await.len() < 2 {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), both).await.expect("both are given up");
        let letters = dead_letters(app).await;
        let bad = letters.iter().find(|letter| letter["payload"] == "{").expect("its text");
        assert_eq!(bad["attempts"], 1, "{bad}");
        let path = format!("/api/v2/dead-letters/{}", bad["id"].as_str().expect("an id"));
        assert_eq!(line(&app.get(&path).await), "200");
        assert_eq!(line(&app.call(Method::DELETE, &path, None).await), "200");
        assert_eq!(dead_letters(app).await.len(), 1);
        assert!(app.app.store.stats().unreadable > 0, "it is counted");
    })
    .await;
}

#[tokio::test]
async fn a_batch_job_that_cannot_be_read_ends_and_keeps_no_other_from_starting() {
    on_both_engines(async |app| {
        let create = async || {
            let config = json!({ "mediaTypes": ["audio"] });
            let body = json!({ "type": "media_reprocess", "config": config });
            app.post("/api/v2/batch-jobs", body).await
        };
        let created = create().await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        let id = created.body["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/v2/batch-jobs/{id}");
        let until = async |status: &str| {
            let ended = async {
                while app.get(&path).await.body["status"] != status {
                    tokio::time::sleep(Duration::from_millis(25)).await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), ended).await.expect("the status");
        };
        until("completed").await;
        app.execute(
            "UPDATE batch_jobs SET config = 'no JSON', errors = '{', status = 'running',
             active_key = 'media_reprocess/*', completed_at = NULL",
        )
        .await;
        let listed = app.get("/api/v2/batch-jobs").await;
        assert_eq!(listed.body["items"][0]["status"], "failed", "{}", listed.body);
        assert_eq!(line(&create().await), "409 CONFLICT", "it is still in the way");
        let payload = BatchPayload { batch_job_id: id.parse().expect("an id") };
        queue(app, serde_json::to_value(payload).expect("JSON"), true).await;
        let free = async {
            while create().await.status != StatusCode::CREATED {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), free).await.expect("another one starts");
        let ended = app.get(&path).await.body;
        assert_eq!(ended["status"], "failed", "{ended}");
    })
    .await;
}

#[tokio::test]
async fn a_sync_that_cannot_be_read_ends_and_keeps_no_other_from_starting() {
    on_both_engines(async |app| {
        let instance = app.connected_instance("one").await;
        let path = format!("/api/v2/instances/{instance}/sync");
        let start = async || {
            app.post(
                &path,
                json!({ "syncContacts": true, "syncChats": false, "syncMessages": false }),
            )
            .await
        };
        let started = start().await;
        assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.body);
        let id = started.body["jobId"].as_str().expect("an id").to_owned();
        let until = async |status: &str| {
            let ended = async {
                while app.get(&format!("{path}/status")).await.body["job"]["status"] != status {
                    tokio::time::sleep(Duration::from_millis(25)).await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), ended).await.expect("the status");
        };
        until("completed").await;
        app.execute("UPDATE sync_jobs SET options = '{', status = 'running', finished_at = NULL")
            .await;
        until("failed").await;
        assert_eq!(app.get(&format!("{path}/status")).await.body["inProgress"], false);
        assert_eq!(line(&start().await), "409 CONFLICT", "it is still in the way");
        let payload = SyncPayload::Run { sync_id: id.parse().expect("an id") };
        let payload = serde_json::to_value(payload).expect("JSON");
        let job = due(app, JobKind::SyncRun, payload);
        insert(app, NewJob { instance_id: Some(instance), ..job }).await;
        let free = async {
            while start().await.status != StatusCode::ACCEPTED {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), free).await.expect("another one starts");
    })
    .await;
}

#[tokio::test]
async fn a_step_whose_payload_cannot_be_read_ends_its_sync_and_its_batch_job() {
    on_both_engines(async |app| {
        let instance = app.connected_instance("one").await;
        let sync = format!("/api/v2/instances/{instance}/sync");
        let contacts = json!({ "syncContacts": true, "syncChats": false, "syncMessages": false });
        let started = app.post(&sync, contacts.clone()).await;
        assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.body);
        let audio = json!({ "type": "media_reprocess", "config": { "mediaTypes": ["audio"] } });
        let batch = app.post("/api/v2/batch-jobs", audio.clone()).await;
        assert_eq!(batch.status, StatusCode::CREATED, "{}", batch.body);
        let batch_id = batch.body["id"].as_str().expect("an id").to_owned();
        let batch = format!("/api/v2/batch-jobs/{batch_id}");
        let until = async |what: &str| {
            let both = async {
                while app.get(&format!("{sync}/status")).await.body["job"]["status"] != what
                    || app.get(&batch).await.body["status"] != what
                {
                    tokio::time::sleep(Duration::from_millis(25)).await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), both).await.expect("the status");
        };
        until("completed").await;
        app.execute("UPDATE sync_jobs SET status = 'running', finished_at = NULL").await;
        app.execute(
            "UPDATE batch_jobs SET status = 'running', active_key = 'media_reprocess/*',
             completed_at = NULL",
        )
        .await;
        let step = due(app, JobKind::SyncRun, json!("{"));
        let order_key = Some(format!("sync:{instance}"));
        insert(app, NewJob { instance_id: Some(instance), order_key, ..step }).await;
        let piece = due(app, JobKind::BatchRun, json!("{"));
        insert(app, NewJob { order_key: Some(format!("batch:{batch_id}")), ..piece }).await;
        until("failed").await;
        assert_eq!(line(&app.post(&sync, contacts).await), "202");
        assert_eq!(line(&app.post("/api/v2/batch-jobs", audio).await), "201");
    })
    .await;
}

#[tokio::test]
async fn a_job_of_a_later_version_is_counted_and_its_dead_letter_is_shown() {
    on_both_engines(async |app| {
        queue(app, json!({ "unknown": 7 }), true).await;
        let given_up = async {
            while dead_letters(app).await.is_empty() {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), given_up).await.expect("it is given up");
        app.execute("UPDATE jobs SET kind = 'of.tomorrow'").await;
        let letters = dead_letters(app).await;
        assert_eq!((letters.len(), &letters[0]["kind"]), (1, &json!("of.tomorrow")), "{letters:?}");
        let path = format!("/api/v2/dead-letters/{}", letters[0]["id"].as_str().expect("an id"));
        assert_eq!(line(&app.get(&path).await), "200");
        let retried = app.post(&format!("{path}/retry"), Value::Null).await;
        assert_eq!(line(&retried), "409 CONFLICT", "no lane would run it");
        let text = app.app.store.job_counts().await.expect("the counts");
        assert!(text.iter().any(|row| row.kind.is_none() && row.count == 1), "{text:?}");
        assert_eq!(line(&app.call(Method::DELETE, &path, None).await), "200");
    })
    .await;
}

#[tokio::test]
async fn a_job_whose_giving_up_fails_is_not_run_for_ever() {
    on_both_engines(async |app| {
        let body = json!({ "type": "media_reprocess", "config": { "mediaTypes": ["audio"] } });
        let created = app.post("/api/v2/batch-jobs", body).await;
        let id = created.body["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/v2/batch-jobs/{id}");
        let completed = async {
            while app.get(&path).await.body["status"] != "completed" {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), completed).await.expect("it ends");
        // Of a later version: what would end it cannot read it.
        app.execute("UPDATE batch_jobs SET kind = 'later', active_key = 'x'").await;
        let payload = BatchPayload { batch_job_id: id.parse().expect("an id") };
        queue(app, serde_json::to_value(payload).expect("JSON"), false).await;
        app.execute("UPDATE jobs SET attempts = 3, run_at = 0 WHERE kind = 'batch.run'").await;
        let given_up = async {
            while dead_letters(app).await.is_empty() {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), given_up).await.expect("it is given up");
        let error = dead_letters(app).await[0]["error"].as_str().expect("words").to_owned();
        assert!(error.starts_with("none of its 3 attempts ended"), "{error}");
    })
    .await;
}

/// Accepts a send without waiting for its outcome.
async fn accepted(app: &TestApp, body: Value) -> MessageId {
    let request = Request::post("/api/v2/messages")
        .header("x-api-key", &app.key)
        .header("content-type", "application/json")
        .header("prefer", "respond-async")
        .body(Body::from(body.to_string()))
        .expect("a request");
    let queued = app.raw(request).await;
    assert_eq!(queued.status, StatusCode::ACCEPTED, "{}", queued.body);
    queued.body["messageId"].as_str().expect("an id").parse().expect("an id")
}

#[tokio::test]
async fn a_send_whose_payload_cannot_be_read_fails_its_message() {
    on_both_engines(async |app| {
        let instance = app.connected_instance("one").await;
        // If its first attempt is earlier than the damage: the next one is due later than ever here.
        app.channel.network().refuse_next(ChannelError::Temporary("later".to_owned()));
        let text = json!({ "instanceId": instance.to_string(), "to": ANN, "text": "hello" });
        let id = accepted(app, text).await;
        let message = async || {
            let found = app.app.store.find_message(TenantId::DEFAULT, id).await.expect("a read");
            found.expect("the message")
        };
        until("it fails", async || {
            app.execute(
                "UPDATE jobs SET payload = '{', run_at = 0
                 WHERE kind = 'message.send' AND state = 'queued'",
            )
            .await;
            message().await.status == DeliveryStatus::Failed
        })
        .await;
        let failed = message().await;
        assert_eq!(failed.failure_code.as_deref(), Some("channel.configuration"));
        let why = failed.failure_message.expect("the reason");
        assert!(why.contains("its payload cannot be read"), "{why}");
        let letters = dead_letters(app).await;
        assert_eq!(
            (letters.len(), &letters[0]["kind"]),
            (1, &json!("message.send")),
            "{letters:?}"
        );
        let events = app.get("/api/v2/events?limit=50").await.body;
        let of_it = events["items"].as_array().expect("events").iter();
        let failures = of_it.filter(|event| {
            event["messageId"] == id.to_string() && event["eventType"] == "message.failed"
        });
        assert_eq!(failures.count(), 1, "{events}");
        // Retried, it is given up again, and the message stays as it is.
        let retry =
            format!("/api/v2/dead-letters/{}/retry", letters[0]["id"].as_str().expect("an id"));
        assert!(app.post(&retry, Value::Null).await.status.is_success());
        until("it is given up again", async || {
            dead_letters(app).await.iter().any(|letter| letter["status"] == "pending")
        })
        .await;
        assert_eq!(message().await.status, DeliveryStatus::Failed);
    })
    .await;
}

#[tokio::test]
async fn a_chat_whose_type_cannot_be_read_gets_it_again_with_its_next_message() {
    const GROUP: &str = "120363000000000001@g.us";
    on_both_engines(async |app| {
        app.channel.network().add_capability(Capability::HandleGroups);
        let instance = app.connected_instance("one").await;
        let text = json!({ "instanceId": instance.to_string(), "to": GROUP, "text": "hello" });
        assert_eq!(line(&app.post("/api/v2/messages", text.clone()).await), "201");
        app.execute("UPDATE chats SET chat_type = 'later'").await;
        let Inbound::Message(mut message) = from_ann("IN1", "hello") else { unreachable!() };
        message.chat = Address::new(GROUP);
        message.chat_type = ChatType::Group;
        deliver(app, instance, vec![Inbound::Message(message)]).await;
        let chats = app.get(&format!("/api/v2/instances/{instance}/chats")).await.body;
        let types: Vec<_> = chats["items"]
            .as_array()
            .expect("chats")
            .iter()
            .map(|chat| &chat["chatType"])
            .collect();
        assert_eq!(types, ["group"], "{chats}");
        let path = format!("/api/v2/instances/{instance}/chats/{GROUP}/messages");
        let stored = app.get(&path).await.body;
        assert_eq!(stored["items"].as_array().expect("messages").len(), 2, "{stored}");
        // A send mends it as well.
        app.execute("UPDATE chats SET chat_type = 'later'").await;
        assert_eq!(line(&app.post("/api/v2/messages", text).await), "201");
        let chats = app.get(&format!("/api/v2/instances/{instance}/chats")).await.body;
        assert_eq!(chats["items"][0]["chatType"], "group", "{chats}");
    })
    .await;
}
