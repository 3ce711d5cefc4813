//! Changes that are made on one of two nodes: they hold on the other one when they are answered, also if no
//! message of the bus arrives.

use crate::support::{ANN, from_ann_with, line, test_app_with, until};
use axum::http::Method;
use omni_app::{AppConfig, Caller, tenants};
use omni_domain::TenantId;
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::ids::InstanceId;
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Leases are short: a node keeps nothing until it has been counted for that long.
fn config() -> AppConfig {
    let mut config = TestApp::config();
    config.sessions.lease = Duration::from_secs(3);
    config
}

async fn first(config: AppConfig) -> TestApp {
    test_app_with(TestOptions { database: Database::postgres().await, config }).await
}

/// Two nodes without a bus. Their clock stands still, so that nothing expires.
async fn two_nodes() -> (TestApp, TestApp) {
    let one = first(config()).await;
    let two = one.joined_without_bus("second-node").await;
    until("both keep what they read", async || one.app.caches.keeps() && two.app.caches.keeps())
        .await;
    (one, two)
}

async fn stop(one: TestApp, two: TestApp) {
    two.leave().await;
    one.stop().await;
}

/// A new key: its path and its secret.
async fn key(node: &TestApp, scopes: &[&str]) -> (String, String) {
    let made = node.post("/api/v2/api-keys", json!({ "name": "bot", "scopes": scopes })).await;
    let path = format!("/api/v2/api-keys/{}", made.body["id"].as_str().expect("an id"));
    (path, made.body["key"].as_str().expect("a key").to_owned())
}

async fn read(node: &TestApp, key: &str, path: &str) -> Answer {
    node.call_as(Some(key), Method::GET, path, None).await
}

/// As if the node were paused: it neither renews nor confirms anything until the answer is dropped. What
/// it reads for its callers works.
async fn paused(node: &TestApp) -> oneshot::Sender<()> {
    let (began, begins) = oneshot::channel();
    let (end, ends) = oneshot::channel::<()>();
    let store = node.app.store.clone();
    tokio::spawn(async move {
        let held = store.write_aside(Duration::from_mins(1), move |_tx| {
            Box::pin(async move {
                let _ = began.send(());
                let _ = ends.await;
                Ok(())
            })
        });
        held.await
    });
    begins.await.expect("it is paused");
    end
}

#[tokio::test]
async fn a_narrowed_or_revoked_key_is_refused_by_the_other_node_with_the_next_request() {
    let (one, two) = two_nodes().await;
    let (path, secret) = key(&one, &["instances:read", "settings:read"]).await;
    assert_eq!(read(&two, &secret, "/api/v2/instances").await.status, 200);
    let narrower = json!({ "scopes": ["settings:read"] });
    let narrowed = one.call(Method::PATCH, &path, Some(narrower)).await;
    assert_eq!(narrowed.status, 200, "{narrowed:?}");
    assert_eq!(line(&read(&two, &secret, "/api/v2/instances").await), "403 FORBIDDEN");
    assert_eq!(read(&two, &secret, "/api/v2/settings").await.status, 200);
    let revoked = one.call(Method::DELETE, &path, None).await;
    assert_eq!(revoked.status, 200, "{revoked:?}");
    assert_eq!(line(&read(&two, &secret, "/api/v2/settings").await), "401 UNAUTHORIZED");

    // And the other way.
    let (path, secret) = key(&two, &["instances:read"]).await;
    assert_eq!(read(&one, &secret, "/api/v2/instances").await.status, 200);
    assert_eq!(two.call(Method::DELETE, &path, None).await.status, 200);
    assert_eq!(line(&read(&one, &secret, "/api/v2/instances").await), "401 UNAUTHORIZED");
    stop(one, two).await;
}

#[tokio::test]
async fn keys_of_a_suspended_tenant_are_refused_by_the_other_node_with_the_next_request() {
    let (one, two) = two_nodes().await;
    let made = one.new_tenant("other").await;
    let secret = &made.key.secret;
    assert_eq!(read(&two, secret, "/api/v2/instances").await.status, 200);
    let system = Caller::system(TenantId::DEFAULT);
    tenants::suspend(&one.app, &system, made.tenant.id).await.expect("suspended");
    assert_eq!(line(&read(&two, secret, "/api/v2/instances").await), "403 FORBIDDEN");
    stop(one, two).await;
}

async fn check(node: &TestApp, id: InstanceId) -> Value {
    let body = json!({ "instanceId": id, "platformUserId": ANN, "channel": "whatsapp-baileys" });
    node.post("/api/v2/access/check", body).await.body
}

#[tokio::test]
async fn a_changed_access_rule_holds_for_the_next_message_on_the_owner() {
    let (one, two) = two_nodes().await;
    let id = one.connected_instance("one").await;
    let owns = |node: &TestApp| node.app.sessions.ready().contains(&id);
    until("a node owns it", async || owns(&one) || owns(&two)).await;
    let (owner, other) = if owns(&one) { (&one, &two) } else { (&two, &one) };
    assert_eq!(check(owner, id).await["allowed"], true);
    let rule = json!({
        "type": "deny", "criteria": { "platformUserId": ANN }, "priority": 1,
        "action": { "type": "silent_block" },
    });
    let made = other.post("/api/v2/access/rules", rule).await;
    assert_eq!(made.status, 201, "{made:?}");
    let mut picture = MediaContent::new(MediaKind::Image, "image/png");
    picture.size = Some(11);
    let message = from_ann_with("PIC", Content::Media(picture), Some(b"the picture"));
    owner.channel.session(id).expect("a session").deliver(vec![message]).await;
    until("it is denied", async || {
        let failed = owner.get("/api/v2/events?eventType=media.failed").await.body;
        failed["items"][0]["payload"]["error"] == "not fetched: an access rule denies its sender"
    })
    .await;
    let path = format!("/api/v2/access/rules/{}", made.body["id"].as_str().expect("an id"));
    let changed = other.call(Method::PATCH, &path, Some(json!({ "enabled": false }))).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(check(owner, id).await["allowed"], true, "it is switched off");
    let changed = other.call(Method::PATCH, &path, Some(json!({ "enabled": true }))).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(check(owner, id).await["allowed"], false);
    assert_eq!(other.call(Method::DELETE, &path, None).await.status, 200);
    assert_eq!(check(owner, id).await["allowed"], true, "it is deleted");
    stop(one, two).await;
}

#[tokio::test]
async fn a_changed_setting_is_read_on_the_other_node() {
    let (one, two) = two_nodes().await;
    let path = "/api/v2/settings/media.default_language";
    assert_eq!(two.get(path).await.body["value"], "auto");
    let set = one.call(Method::PUT, path, Some(json!({ "value": "pt" }))).await;
    assert_eq!(set.status, 200, "{set:?}");
    assert_eq!(two.get(path).await.body["value"], "pt");
    assert_eq!(one.call(Method::DELETE, path, None).await.status, 200);
    assert_eq!(two.get(path).await.body["value"], "auto");
    stop(one, two).await;
}

#[tokio::test]
async fn a_node_that_is_paused_delays_a_change_until_its_lease_ends_and_relies_on_nothing_then() {
    let (one, two) = two_nodes().await;
    let (path, secret) = key(&one, &["instances:read"]).await;
    assert_eq!(read(&two, &secret, "/api/v2/instances").await.status, 200);
    let pause = paused(&two).await;
    assert_eq!(one.call(Method::DELETE, &path, None).await.status, 200);
    assert!(!two.app.caches.keeps(), "its lease has ended");
    assert_eq!(line(&read(&two, &secret, "/api/v2/instances").await), "401 UNAUTHORIZED");
    drop(pause);
    until("it is counted again, and keeps what it reads", async || two.app.caches.keeps()).await;
    assert_eq!(line(&read(&two, &secret, "/api/v2/instances").await), "401 UNAUTHORIZED");
    stop(one, two).await;
}

#[tokio::test]
async fn a_node_that_never_confirms_delays_a_change_by_the_configured_bound() {
    let one = first(config()).await;
    // One that stays alive, and one of a version that confirms nothing: the latter is not waited for.
    one.execute(
        "INSERT INTO nodes (id, name, version, channels, clock, started_at, seen_at, expires_at,
            caches_dropped)
         VALUES ('silent', 'silent', '2.0.0', '', 0, 0, 0, 4102444800000, 0),
            ('former', 'former', '1.9.0', '', 0, 0, 0, 4102444800000, NULL)",
    )
    .await;
    let wait = Duration::from_millis(700);
    let mut short = config();
    short.cluster.cache = wait;
    let two = one.joined_with("second-node", one.app.bus.clone(), short).await;
    let (path, _) = key(&two, &["instances:read"]).await;
    let began = Instant::now();
    let revoked = two.call(Method::DELETE, &path, None).await;
    assert_eq!(revoked.status, 200, "{revoked:?}");
    assert!(began.elapsed() >= wait, "what the other may have kept has expired");

    one.execute("DELETE FROM nodes WHERE id = 'silent'").await;
    let mut patient = config();
    patient.cluster.cache = Duration::from_mins(5);
    let three = one.joined_with("third-node", one.app.bus.clone(), patient).await;
    let (path, _) = key(&three, &["instances:read"]).await;
    let revoking = three.call(Method::DELETE, &path, None);
    let revoked = tokio::time::timeout(Duration::from_mins(1), revoking).await;
    assert_eq!(revoked.expect("the others confirm").status, 200);
    three.leave().await;
    stop(one, two).await;
}

#[tokio::test]
async fn a_logout_that_the_owner_does_not_confirm_is_refused_and_changes_nothing() {
    // The lease of the paused owner lasts for longer than the request.
    let owner = first(TestApp::config()).await;
    let id = owner.connected_instance("one").await;
    until("it owns it", async || owner.app.sessions.ready().contains(&id)).await;
    let mut config = TestApp::config();
    config.sessions.connect_wait = Duration::from_millis(10);
    config.cluster.request_wait = Duration::from_millis(10);
    let other = owner.joined_with("second-node", owner.app.bus.clone(), config).await;
    let status = format!("/api/v2/instances/{id}/status");
    until("the other node knows it", async || {
        other.get(&status).await.body["status"] == "connected"
    })
    .await;
    let pause = paused(&owner).await;
    let logout = format!("/api/v2/instances/{id}/logout");
    let refused = other.post(&logout, json!({})).await;
    assert_eq!(refused.status, 503, "{refused:?}");
    drop(pause);
    let stored = other.app.store.instance_by_id(id).await.expect("a read");
    assert!(stored.is_some_and(|instance| instance.wanted), "it stays connected");
    let kept = other.app.store.get_state(id, "mock.device", "").await.expect("a read");
    assert!(kept.is_some(), "its credentials are kept");
    assert!(owner.app.sessions.ready().contains(&id));
    until("the other node says so", async || {
        other.get(&status).await.body["status"] == "connected"
    })
    .await;
    stop(owner, other).await;
}

#[tokio::test]
async fn a_code_is_given_by_a_node_on_which_the_network_is_stopped() {
    let (one, two) = two_nodes().await;
    one.channel.show_qr(true);
    two.channel.show_qr(true);
    let stopped = one.post("/api/v2/services/whatsapp-baileys/stop", Value::Null).await;
    assert_eq!(stopped.status, 200, "{stopped:?}");
    let id = one.instance("one").await;
    let connected = two.post(&format!("/api/v2/instances/{id}/connect"), json!({})).await;
    assert_eq!(connected.status, 200, "{connected:?}");
    let pair = json!({ "phoneNumber": "+15550001111" });
    let code = one.post(&format!("/api/v2/instances/{id}/pair"), pair).await;
    assert_eq!(code.status, 200, "{code:?}");
    assert!(code.body.to_string().contains("ABCD-1234"), "{code:?}");
    stop(one, two).await;
}

#[tokio::test]
async fn a_proxy_that_is_set_over_another_node_is_used_by_the_owner() {
    let (one, two) = two_nodes().await;
    let id = one.connected_instance("one").await;
    let owns = |node: &TestApp| node.app.sessions.ready().contains(&id);
    until("a node owns it", async || owns(&one) || owns(&two)).await;
    let (owner, other) = if owns(&one) { (&one, &two) } else { (&two, &one) };
    let former = owner.channel.session(id).expect("a session");
    let patch = json!({ "proxy": "http://proxy.example:3128" });
    let path = format!("/api/v2/instances/{id}");
    let changed = other.call(Method::PATCH, &path, Some(patch)).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(changed.body["proxy"]["host"], "proxy.example:3128");
    assert!(former.put_state("key", "late").await.is_err(), "nothing goes the former way");
    until("it is connected again", async || owns(&one) || owns(&two)).await;
    stop(one, two).await;
}
