//! What is stored of strangers, and for how long.

use crate::support::{ANN, deliver, from_ann, from_ann_with, line, test_app, test_app_with};
use axum::http::{Method, StatusCode};
use omni_app::AppConfig;
use omni_app::instances;
use omni_app::retention::{self, Removed};
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::ids::InstanceId;
use omni_testing::{Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::Duration;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn with(config: AppConfig) -> (TestApp, InstanceId) {
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let id = app.connected_instance("one").await;
    (app, id)
}

/// A picture from Ann, which the network has.
async fn picture(app: &TestApp, id: InstanceId, name: &str, bytes: &[u8]) {
    let locator = name.as_bytes();
    app.channel.session(id).expect("a session").offer_file(locator, bytes);
    let mut picture = MediaContent::new(MediaKind::Image, "image/png");
    picture.size = Some(bytes.len() as u64);
    deliver(app, id, vec![from_ann_with(name, Content::Media(picture), Some(locator))]).await;
}

/// The first event of this type.
async fn event(app: &TestApp, kind: &str) -> Value {
    let path = format!("/api/v2/events?eventType={kind}");
    let found = async {
        loop {
            let events = app.get(&path).await.body;
            if !events["items"][0].is_null() {
                return events["items"][0].clone();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), found).await.expect("the event")
}

async fn reason(app: &TestApp) -> String {
    event(app, "media.failed").await["payload"]["error"].as_str().expect("a reason").to_owned()
}

async fn is_stored(app: &TestApp, id: InstanceId, event: &Value) -> bool {
    let media = event["mediaId"].as_str().expect("an id");
    app.app.blobs.exists(&format!("{id}/{media}")).await.expect("an answer")
}

#[tokio::test]
async fn nothing_is_fetched_of_a_denied_sender_until_a_client_asks_for_it() {
    let (app, id) = with(TestApp::config()).await;
    let rule = json!({
        "type": "deny", "criteria": { "platformUserId": ANN }, "priority": 1,
        "action": { "type": "silent_block" },
    });
    assert_eq!(app.post("/api/v2/access/rules", rule).await.status, StatusCode::CREATED);
    picture(&app, id, "PIC", b"picture bytes").await;
    let failed = event(&app, "media.failed").await;
    assert_eq!(failed["payload"]["error"], "not fetched: an access rule denies its sender");
    assert!(!is_stored(&app, id, &failed).await);
    let asked = app.get(&format!("/api/v2/instances/{id}/messages/PIC/media")).await;
    assert_eq!(asked.body["mediaStatus"], "downloaded", "{}", asked.body);
    app.stop().await;
}

#[tokio::test]
async fn strangers_cannot_store_more_than_the_quota_of_an_instance() {
    let mut config = TestApp::config();
    config.limits.media_instance_bytes = 10;
    let (app, id) = with(config).await;
    picture(&app, id, "ONE", b"8 bytes.").await;
    assert!(is_stored(&app, id, &event(&app, "media.received").await).await);
    picture(&app, id, "TWO", b"8 bytes.").await;
    assert!(reason(&app).await.contains("limits.media_instance_max_bytes"));
    // Nor can a client that requests the file: the reason is in its error, and nothing is stored.
    let two = format!("/api/v2/instances/{id}/messages/TWO/media");
    let asked = app.get(&two).await;
    assert_eq!((asked.status, &asked.body["mediaStatus"]), (StatusCode::OK, &json!("pending")));
    let raw = app.get(&format!("{two}?raw=true")).await;
    assert_eq!(line(&raw), "409 CONFLICT");
    let why = raw.body["error"]["message"].as_str().expect("words");
    assert!(why.contains("limits.media_instance_max_bytes"), "{why}");
    assert!(!is_stored(&app, id, &event(&app, "media.failed").await).await);
    let send = json!({
        "instanceId": id.to_string(), "to": ANN, "type": "document", "base64": "aGVsbG8=",
        "filename": "a.txt",
    });
    assert_eq!(line(&app.post("/api/v2/messages/media", send).await), "413 PAYLOAD_TOO_LARGE");
    // Another instance has room of its own.
    let other = app.connected_instance("two").await;
    picture(&app, other, "THREE", b"8 bytes.").await;
    let stored = async {
        while app.get("/api/v2/events?eventType=media.received").await.body["meta"]["total"] != 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), stored).await.expect("stored");
    app.stop().await;
}

#[tokio::test]
async fn the_quota_of_a_tenant_holds_over_its_instances() {
    let mut config = TestApp::config();
    config.limits.media_tenant_bytes = 10;
    let (app, id) = with(config).await;
    picture(&app, id, "ONE", b"8 bytes.").await;
    event(&app, "media.received").await;
    let other = app.connected_instance("two").await;
    picture(&app, other, "TWO", b"8 bytes.").await;
    assert!(reason(&app).await.contains("limits.media_tenant_max_bytes"));
    app.stop().await;
}

#[tokio::test]
async fn a_disk_that_is_nearly_full_is_degraded_and_takes_no_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = TestApp::config();
    config.disks.folders = vec![folder.path().to_owned()];
    config.disks.min_free = u64::MAX;
    let (app, id) = with(config).await;
    let health = app.get("/api/v2/health").await;
    assert_eq!((health.status, &health.body["status"]), (StatusCode::OK, &json!("degraded")));
    let disk = &health.body["checks"]["disk"];
    assert_eq!(disk["status"], "error");
    assert!(disk["message"].as_str().expect("words").contains("nearly full"), "{disk}");
    picture(&app, id, "PIC", b"picture bytes").await;
    assert!(reason(&app).await.contains("limits.disk_free_min_bytes"));
    app.stop().await;

    let app = test_app().await;
    let health = app.get("/api/v2/health").await.body;
    assert_eq!(health["status"], "healthy");
    assert_eq!(health["checks"]["disk"], Value::Null, "its shape is as it was");
    app.stop().await;
}

/// One round of retention.
async fn round(app: &TestApp) -> Removed {
    let stop = app.app.sessions.stopping();
    retention::remove_old(&app.app, &stop).await.expect("a round")
}

#[tokio::test]
async fn what_was_kept_long_enough_is_removed_and_messages_stay() {
    let (app, id) = with(TestApp::config()).await;
    picture(&app, id, "PIC", b"picture bytes").await;
    deliver(&app, id, vec![from_ann("TEXT", "hello")]).await;
    let setting = json!({ "value": "pt" });
    let set = app.call(Method::PUT, "/api/v2/settings/media.default_language", Some(setting)).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    let received = event(&app, "media.received").await;
    assert_eq!(round(&app).await, Removed::default(), "nothing is old");

    app.clock.advance(400 * DAY_MS);
    let removed = round(&app).await;
    assert_eq!((removed.messages, removed.files), (0, 1), "{removed:?}");
    assert!(removed.events >= 3, "{removed:?}");
    assert_eq!(removed.changes, 1, "of the setting's history: {removed:?}");
    assert!(!is_stored(&app, id, &received).await);
    let messages = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await;
    assert_eq!(messages.body["items"].as_array().expect("messages").len(), 2);
    assert_eq!(round(&app).await, Removed::default(), "and once");
    app.stop().await;
}

#[tokio::test]
async fn messages_are_removed_with_their_files_where_that_is_set() {
    let mut config = TestApp::config();
    config.retention.messages = Some(Duration::from_hours(24));
    let (app, id) = with(config).await;
    picture(&app, id, "PIC", b"picture bytes").await;
    let received = event(&app, "media.received").await;
    assert_eq!(round(&app).await, Removed::default(), "nothing is old");
    app.clock.advance(2 * DAY_MS);
    let removed = round(&app).await;
    assert_eq!((removed.messages, removed.events), (1, 0), "{removed:?}");
    assert!(!is_stored(&app, id, &received).await);
    let messages = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await;
    assert_eq!(messages.body["items"], json!([]));
    app.stop().await;
}

#[tokio::test]
async fn files_without_a_row_are_removed_when_they_are_old() {
    let (app, id) = with(TestApp::config()).await;
    picture(&app, id, "PIC", b"picture bytes").await;
    let received = event(&app, "media.received").await;
    let orphan = format!("{id}/{}", app.app.env.id::<omni_domain::ids::MediaId>());
    let foreign = "11111111-1111-7111-8111-111111111111/11111111-1111-7111-8111-111111111112";
    for key in [orphan.as_str(), foreign] {
        let left = Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"left"));
        let bytes = Box::pin(futures::stream::iter([left]));
        app.app.blobs.put(key, None, bytes, 100).await.expect("stored");
    }
    let stop = app.app.sessions.stopping();
    let sweep = || retention::remove_orphans(&app.app, &stop);
    assert_eq!(sweep().await.expect("a sweep"), 0, "they may be on their way");
    // Files have the machine's time, and the test's clock is behind it.
    app.clock.advance(100 * 365 * DAY_MS);
    assert_eq!(sweep().await.expect("a sweep"), 1);
    assert!(!app.app.blobs.exists(&orphan).await.expect("an answer"));
    assert!(app.app.blobs.exists(foreign).await.expect("an answer"), "it is another server's");
    assert!(is_stored(&app, id, &received).await);
    app.stop().await;
}

#[tokio::test]
async fn an_instance_with_a_long_history_is_deleted_in_pieces() {
    const MESSAGES: usize = 6000;
    let (app, id) = with(TestApp::config()).await;
    let other = app.connected_instance("two").await;
    deliver(&app, other, vec![from_ann("KEPT", "kept")]).await;
    let names: Vec<String> = (0..MESSAGES).map(|n| format!("M{n}")).collect();
    for some in names.chunks(500) {
        deliver(&app, id, some.iter().map(|name| from_ann(name, "old")).collect()).await;
    }
    let path = format!("/api/v2/instances/{id}");
    let deleted = app.call(Method::DELETE, &path, None).await;
    assert_eq!(deleted.body, json!({ "success": true }));
    // From the answer on it is gone, whatever is left of its rows.
    assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.get("/api/v2/instances").await.body["items"].as_array().map(Vec::len), Some(1));
    let again = json!({ "name": "one", "channel": "whatsapp-baileys" });
    assert_eq!(app.post("/api/v2/instances", again).await.status, StatusCode::CREATED);
    let store = &app.app.store;
    assert_eq!(store.deleted_instances(5).await.expect("a read").len(), 1, "it was not long");

    instances::continue_deletions(&app.app, &app.app.sessions.stopping()).await.expect("deleted");
    assert!(store.deleted_instances(5).await.expect("a read").is_empty());
    let left = store.find_messages_by_external(id, &names[..1]).await.expect("a read");
    assert!(left.is_empty());
    let events = app.get("/api/v2/events?eventType=message.received").await;
    assert_eq!(events.body["meta"]["total"], 1, "the other instance's");
    app.stop().await;
}

#[tokio::test]
async fn a_deletion_whose_client_left_ends_the_session_all_the_same() {
    let (app, id) = with(TestApp::config()).await;
    let instance = app.app.store.instance_by_id(id).await.expect("a read").expect("an instance");
    let (tenant, now) = (instance.tenant_id, app.app.env.now());
    // As far as a request comes whose client leaves right after the deletion is recorded.
    let marked = app
        .app
        .store
        .write(move |tx| Box::pin(async move { tx.mark_instance_deleted(tenant, id, now).await }));
    assert!(marked.await.expect("a write"));
    assert!(app.app.sessions.get(id).is_some());
    instances::continue_deletions(&app.app, &app.app.sessions.stopping()).await.expect("deleted");
    assert!(app.app.sessions.get(id).is_none());
    assert!(app.app.store.deleted_instances(5).await.expect("a read").is_empty());
    app.stop().await;
}
