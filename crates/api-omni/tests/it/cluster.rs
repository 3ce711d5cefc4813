//! Two or three nodes on one Postgres: any of them answers everything.

use crate::support::{ANN, ann, from_ann, from_ann_with, line, test_app_with, until};
use axum::body::Body;
use axum::http::{Method, Request};
use omni_app::AppConfig;
use omni_channel::{Capability, ChatAction, PasskeyStep, StatusUpdate};
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::ids::InstanceId;
use omni_domain::instance::ConnectionState;
use omni_sandbox::webhook::Webhook;
use omni_testing::{Answer, Database, SentByMock, TestApp, TestOptions};
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Leases are short, so that a takeover is quick.
fn config() -> AppConfig {
    let mut config = TestApp::config();
    config.sessions.lease = Duration::from_secs(3);
    config
}

/// Two nodes.
async fn two_nodes() -> (TestApp, TestApp) {
    two_nodes_with(config()).await
}

async fn two_nodes_with(config: AppConfig) -> (TestApp, TestApp) {
    let database = Database::postgres().await;
    let one = test_app_with(TestOptions { database, config }).await;
    let two = one.joined("second-node", one.app.bus.clone()).await;
    (one, two)
}

async fn status(node: &TestApp, id: InstanceId) -> String {
    let body = node.get(&format!("/api/v2/instances/{id}/status")).await.body;
    body["status"].as_str().unwrap_or_default().to_owned()
}

fn owns(node: &TestApp, id: InstanceId) -> bool {
    node.app.sessions.ready().contains(&id)
}

/// The node that owns the instance, and the other one.
async fn by_owner(one: TestApp, two: TestApp, id: InstanceId) -> (TestApp, TestApp) {
    until("a node owns it", async || owns(&one, id) || owns(&two, id)).await;
    if owns(&one, id) { (one, two) } else { (two, one) }
}

async fn stop(nodes: impl IntoIterator<Item = TestApp>) {
    let mut nodes = nodes.into_iter();
    let last = nodes.next().expect("a node");
    for node in nodes {
        node.leave().await;
    }
    last.stop().await;
}

#[tokio::test]
async fn an_instance_made_on_one_node_is_connected_on_all() {
    let (one, two) = two_nodes().await;
    let id = one.connected_instance("one").await;
    until("both say so", async || {
        status(&one, id).await == "connected" && status(&two, id).await == "connected"
    })
    .await;
    assert!(owns(&one, id) != owns(&two, id), "one of them owns it");
    stop([one, two]).await;
}

#[tokio::test]
async fn the_instances_of_a_node_that_is_cut_off_are_connected_elsewhere() {
    let (one, two) = two_nodes().await;
    let id = one.connected_instance("one").await;
    let (owner, other) = by_owner(one, two, id).await;
    owner.cut_off().await;
    until("the other node owns it", async || owns(&other, id)).await;
    until("and says so", async || status(&other, id).await == "connected").await;
    let session = other.channel.session(id).expect("a session");
    session.deliver(vec![from_ann("A1", "hello")]).await;
    until("it is not sent from the former owner", async || {
        owner.app.sessions.session(id).is_none()
    })
    .await;
    other.stop().await;
}

#[tokio::test]
async fn what_one_node_disconnects_or_deletes_ends_on_its_owner() {
    let (one, two) = two_nodes().await;
    let (kept, gone) = (one.connected_instance("kept").await, one.connected_instance("gone").await);
    for id in [kept, gone] {
        until("a node owns it", async || owns(&one, id) || owns(&two, id)).await;
    }
    for node in [&one, &two] {
        until("both know it", async || status(node, gone).await == "connected").await;
    }
    let ends = |id| if owns(&one, id) { (&one, &two) } else { (&two, &one) };
    let (owner, other) = ends(kept);
    let answer = other.post(&format!("/api/v2/instances/{kept}/disconnect"), json!({})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(owner.app.sessions.get(kept).is_none_or(|live| !live.is_held()));
    assert_eq!(status(owner, kept).await, "disconnected");
    assert_eq!(status(other, kept).await, "disconnected");

    let (owner, other) = ends(gone);
    let path = format!("/api/v2/instances/{gone}");
    let answer = other.call(Method::DELETE, &path, None).await;
    assert!(answer.status.is_success(), "{answer:?}");
    assert!(owner.app.sessions.get(gone).is_none_or(|live| !live.is_held()));
    assert_eq!(owner.get(&path).await.status, 404);
    stop([one, two]).await;
}

#[tokio::test]
async fn instances_are_shared_by_the_nodes_that_are_there() {
    let (one, two) = two_nodes().await;
    let mut ids = Vec::new();
    for number in 0..6 {
        ids.push(one.connected_instance(&format!("number {number}")).await);
    }
    let count = |node: &TestApp| node.app.sessions.ready().len();
    until("three each", async || count(&one) == 3 && count(&two) == 3).await;
    let third = one.joined("third-node", one.app.bus.clone()).await;
    until("two each", async || count(&one) == 2 && count(&two) == 2 && count(&third) == 2).await;
    third.leave().await;
    until("three each again", async || count(&one) == 3 && count(&two) == 3).await;
    for id in ids {
        until("all are connected", async || status(&one, id).await == "connected").await;
    }
    stop([one, two]).await;
}

/// A connected instance, the node that owns it and the other one; both know it.
async fn owned() -> (InstanceId, TestApp, TestApp) {
    let (one, two) = two_nodes().await;
    let id = one.connected_instance("one").await;
    let (owner, other) = by_owner(one, two, id).await;
    until("the other node knows it", async || status(&other, id).await == "connected").await;
    (id, owner, other)
}

#[tokio::test]
async fn what_is_sent_over_another_node_is_answered_as_sent() {
    let (id, owner, other) = owned().await;
    let body = json!({ "instanceId": id, "to": "+1 555 000 2222", "text": "hello" });
    let answer = other.post("/api/v2/messages", body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.body["status"], "sent", "{answer:?}");
    assert_eq!(owner.channel.session(id).expect("a session").sent().len(), 1);
    assert!(other.channel.session(id).is_none(), "it has no session");
    stop([owner, other]).await;
}

#[tokio::test]
async fn people_are_looked_up_over_any_node() {
    let (id, owner, other) = owned().await;
    owner.channel.session(id).expect("a session").put_person(ann());
    let path = format!("/api/v2/instances/{id}/validate-recipient");
    let answer = other.post(&path, json!({ "recipient": "+1 (555) 000-2222" })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.body["exists"], true, "{answer:?}");
    let unknown = other.post(&path, json!({ "recipient": "+1 555 999 9999" })).await;
    assert_eq!(unknown.body["exists"], false, "{unknown:?}");
    stop([owner, other]).await;
}

#[tokio::test]
async fn a_qr_and_a_code_are_given_by_every_node() {
    let (one, two) = two_nodes().await;
    one.channel.show_qr(true);
    two.channel.show_qr(true);
    let id = one.instance("one").await;
    let path = format!("/api/v2/instances/{id}");
    let shown = two.post(&format!("{path}/connect"), json!({})).await;
    assert_eq!(shown.status, 200, "{shown:?}");
    for node in [&one, &two] {
        let qr = node.get(&format!("{path}/qr")).await;
        assert_eq!(qr.status, 200, "{qr:?}");
        assert_eq!(qr.body["qr"], "2@mock,qr", "{qr:?}");
        let code =
            node.post(&format!("{path}/pair"), json!({ "phoneNumber": "+15550001111" })).await;
        assert_eq!(code.status, 200, "{code:?}");
        assert!(code.body.to_string().contains("ABCD-1234"), "{code:?}");
    }
    stop([one, two]).await;
}

#[tokio::test]
async fn changed_settings_hold_on_the_owner_when_they_are_answered() {
    let (id, owner, other) = owned().await;
    let path = format!("/api/v2/instances/{id}");
    let patch = json!({ "name": "renamed" });
    let changed = other.call(Method::PATCH, &path, Some(patch)).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(owner.app.sessions.get(id).expect("a session").meta().name, "renamed");
    stop([owner, other]).await;
}

#[tokio::test]
async fn restart_and_logout_reach_the_owner() {
    let (id, owner, other) = owned().await;
    let former = owner.channel.session(id).expect("a session");
    let path = format!("/api/v2/instances/{id}");
    let restarted = other.post(&format!("{path}/restart"), json!({})).await;
    assert_eq!(restarted.status, 200, "{restarted:?}");
    until("it is connected again", async || {
        status(&owner, id).await == "connected" && status(&other, id).await == "connected"
    })
    .await;
    assert!(former.put_state("key", "late").await.is_err(), "the former session ended");

    let (owner, other) = by_owner(owner, other, id).await;
    let gone = other.post(&format!("{path}/logout"), json!({})).await;
    assert_eq!(gone.status, 200, "{gone:?}");
    assert!(owner.app.sessions.get(id).is_none_or(|live| !live.is_held()));
    let kept = other.app.store.get_state(id, "mock.device", "").await.expect("a read");
    assert!(kept.is_none(), "its credentials are removed");
    stop([owner, other]).await;
}

#[tokio::test]
async fn health_lists_the_nodes_and_what_each_owns() {
    let (id, owner, other) = owned().await;
    assert!(owns(&owner, id));
    until("both are listed, and the owner owns one", async || {
        let health = other.get("/api/v2/health").await.body;
        let nodes = health["nodes"].as_array().cloned().unwrap_or_default();
        let owned = |name: &str| {
            nodes
                .iter()
                .find(|node| node["id"] == json!(name))
                .map(|node| node["instances"].clone())
        };
        owned(&owner.app.node) == Some(json!(1)) && owned(&other.app.node) == Some(json!(0))
    })
    .await;
    let services = other.get("/api/v2/services").await.body;
    assert_eq!(services["items"][0]["node"], json!(other.app.node), "{services}");
    stop([owner, other]).await;
}

/// A request without a key.
async fn keyless(node: &TestApp, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = Request::post(path).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    node.raw(request.body(Body::from(body.to_owned())).expect("a request")).await
}

#[tokio::test]
async fn what_other_programs_deliver_is_stored_once_over_any_node() {
    let (id, owner, other) = owned().await;
    let made = other
        .post(&format!("/api/v2/instances/{id}/webhook-secret"), serde_json::Value::Null)
        .await;
    let secret = made.body["secret"].as_str().expect("shown once");
    let headers = [("x-webhook-secret", secret), ("x-delivery-id", "d-1")];
    let path = format!("/api/v2/webhooks/whatsapp/{id}");
    for node in [&other, &owner, &other] {
        let answer = keyless(node, &path, &headers, r#"{"event":"paid","data":{}}"#).await;
        assert_eq!(answer.body, json!({ "received": true }), "{answer:?}");
    }
    for node in [&owner, &other] {
        let events = node.get("/api/v2/events?eventType=custom.webhook").await.body;
        assert_eq!(events["items"].as_array().map(Vec::len), Some(1), "{events}");
    }
    stop([owner, other]).await;
}

#[tokio::test]
async fn a_late_answer_may_arrive_at_any_node() {
    let hook = Webhook::start(0).await.expect("a webhook");
    hook.set_later(true);
    let mut config = config();
    config.public_url = "https://omni.example.com".to_owned();
    config.outbound.allow = vec!["127.0.0.1".to_owned()];
    let (one, two) = two_nodes_with(config).await;
    let id = one.connected_instance("one").await;
    let agent = json!({ "agent": { "type": "webhook", "apiUrl": hook.url() } });
    let path = format!("/api/v2/instances/{id}");
    let changed = two.call(Method::PATCH, &path, Some(agent)).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let (owner, other) = by_owner(one, two, id).await;
    let session = owner.channel.session(id).expect("a session");
    session.deliver(vec![from_ann("A1", "how much?")]).await;
    let calls = hook.expect_calls(1, Duration::from_secs(20)).await.expect("a question");
    let url = calls[0].body["replyEndpoint"].as_str().expect("an address");
    let path = url.strip_prefix("https://omni.example.com").expect("the public one");
    let answer = keyless(&other, path, &[], r#"{"reply":"It is 300."}"#).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    until("it is sent by the owner", async || session.sent().len() == 1).await;
    let again = keyless(&owner, path, &[], r#"{"reply":"and again"}"#).await;
    assert_eq!(line(&again), "409 CONFLICT");
    stop([owner, other]).await;
}

#[tokio::test]
async fn a_node_whose_disk_is_full_stores_messages_and_another_fetches_their_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut full = config();
    full.disks.folders = vec![folder.path().to_owned()];
    full.disks.min_free = u64::MAX;
    let database = Database::postgres().await;
    let one = test_app_with(TestOptions { database, config: full }).await;
    let id = one.connected_instance("one").await;
    until("it owns it", async || owns(&one, id)).await;
    let two = one.joined_with("second-node", one.app.bus.clone(), config()).await;
    let mut picture = MediaContent::new(MediaKind::Image, "image/png");
    picture.size = Some(7);
    let message = from_ann_with("PIC", Content::Media(picture), Some(b"the picture"));
    one.channel.session(id).expect("a session").deliver(vec![message]).await;
    until("it is stored without its file", async || {
        let events = two.get("/api/v2/events?eventType=media.failed").await.body;
        events["items"][0]["payload"].to_string().contains("limits.disk_free_min_bytes")
    })
    .await;
    assert_eq!(one.get("/api/v2/health").await.body["status"], "degraded");
    assert_eq!(two.get("/api/v2/health").await.body["status"], "healthy");
    one.leave().await;
    until("the other node owns it", async || owns(&two, id)).await;
    two.channel.session(id).expect("a session").offer_file(b"the picture", b"8 bytes.");
    let path = format!("/api/v2/instances/{id}/messages/PIC/media");
    let fetched = two.get(&path).await;
    assert_eq!(fetched.body["mediaStatus"], "downloaded", "{fetched:?}");
    two.stop().await;
}

#[tokio::test]
async fn nothing_is_refused_while_an_instance_restarts_or_moves() {
    let (id, owner, other) = owned().await;
    let done = AtomicBool::new(false);
    let body = json!({ "instanceId": id, "to": "+1 555 000 2222", "text": "hello" });
    let sending = async {
        let mut sent = 0;
        while !done.load(Ordering::Acquire) {
            for node in [&owner, &other] {
                let request = Request::post("/api/v2/messages")
                    .header("content-type", "application/json")
                    .header("x-api-key", &node.key)
                    .header("prefer", "respond-async");
                let request = request.body(Body::from(body.to_string())).expect("a request");
                let answer = node.raw(request).await;
                assert_eq!(answer.status, 202, "{answer:?}");
                sent += 1;
            }
        }
        sent
    };
    let changes = async {
        let path = format!("/api/v2/instances/{id}/restart");
        for node in [&owner, &other, &other] {
            let answer = node.post(&path, json!({})).await;
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        let third = owner.joined("third-node", owner.app.bus.clone()).await;
        let more = [third.connected_instance("two").await, third.connected_instance("three").await];
        until("one each", async || {
            [&owner, &other, &third].iter().all(|node| node.app.sessions.ready().len() == 1)
        })
        .await;
        assert_ne!(more[0], more[1]);
        done.store(true, Ordering::Release);
        third
    };
    let (sent, third) = tokio::join!(sending, changes);
    assert!(sent > 6, "{sent}");
    stop([owner, other, third]).await;
}

#[tokio::test]
async fn jobs_of_an_instance_run_on_its_owner_alone() {
    let (id, owner, other) = owned().await;
    assert_eq!(owner.app.sessions.owned(), [id]);
    assert!(other.app.sessions.owned().is_empty());
    stop([owner, other]).await;
}

/// Waits until the node has compared its instances with the database some more times.
async fn compared(node: &TestApp) {
    let before = node.app.sessions.version();
    until("some comparisons", async || node.app.sessions.version() >= before + 5).await;
}

#[tokio::test]
async fn a_network_that_is_stopped_on_a_node_stays_so_and_its_instances_move() {
    let (id, owner, other) = owned().await;
    let act = async |node: &TestApp, verb: &str| {
        let path = format!("/api/v2/services/whatsapp-baileys/{verb}");
        let answer = node.post(&path, serde_json::Value::Null).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    };
    act(&owner, "stop").await;
    until("the other node owns it", async || owns(&other, id)).await;
    compared(&owner).await;
    assert!(!owns(&owner, id) && owns(&other, id), "it moved once");
    act(&other, "stop").await;
    for node in [&owner, &other] {
        compared(node).await;
        assert!(!owns(node, id), "no node connects it");
    }
    act(&owner, "start").await;
    until("it is connected again", async || owns(&owner, id)).await;
    stop([owner, other]).await;
}

#[tokio::test]
async fn a_node_on_which_a_network_is_stopped_has_another_one_connect_it() {
    let (id, stopped, other) = owned().await;
    let path = "/api/v2/services/whatsapp-baileys/stop";
    let answer = stopped.post(path, serde_json::Value::Null).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    until("the other node owns it", async || owns(&other, id)).await;
    until("that is known", async || status(&stopped, id).await == "connected").await;
    for verb in ["restart", "disconnect", "connect"] {
        let path = format!("/api/v2/instances/{id}/{verb}");
        let answer = stopped.post(&path, json!({})).await;
        assert_eq!(answer.status, 200, "{verb}: {answer:?}");
    }
    until("it is connected there", async || {
        owns(&other, id) && status(&stopped, id).await == "connected"
    })
    .await;
    stop([stopped, other]).await;
}

#[tokio::test]
async fn a_link_that_waits_for_a_passkey_stays_and_is_completed_over_any_node() {
    let database = Database::postgres().await;
    let one = test_app_with(TestOptions { database, config: config() }).await;
    one.channel.network().add_capability(Capability::PairWithPasskey);
    let ids = [one.connected_instance("one").await, one.connected_instance("two").await];
    let waits = |id: InstanceId, step: PasskeyStep| {
        let update = StatusUpdate::state(ConnectionState::PasskeyRequired);
        let session = one.channel.session(id).expect("a session");
        session.report(StatusUpdate { passkey: Some(step), ..update });
    };
    for id in ids {
        waits(id, PasskeyStep::Sign { options: "{}".to_owned() });
    }
    let two = one.joined("second-node", one.app.bus.clone()).await;
    until("one counts the other", async || one.app.sessions.nodes().len() == 2).await;
    compared(&one).await;
    assert_eq!(one.app.sessions.owned().len(), 2, "the challenges would be void");

    let path = format!("/api/v2/instances/{}/passkey", ids[0]);
    until("the other knows it", async || two.get(&path).await.body["step"] == "sign").await;
    let signed = two.post(&path, json!({ "assertion": { "id": "AQI" } })).await;
    assert_eq!(signed.status, 200, "{signed:?}");
    waits(ids[0], PasskeyStep::Compare { code: "ABCD-1234".to_owned() });
    until("the other has the code", async || two.get(&path).await.body["code"] == "ABCD-1234")
        .await;
    let confirmed = two.call(Method::POST, &format!("{path}/confirm"), None).await;
    assert_eq!(confirmed.status, 200, "{confirmed:?}");
    stop([two, one]).await;
}

#[tokio::test]
async fn whatever_is_asked_of_the_network_reaches_the_owner() {
    let (one, two) = two_nodes().await;
    for capability in [
        Capability::ManageChats,
        Capability::ManageLabels,
        Capability::BlockPeople,
        Capability::EditPrivacy,
        Capability::ManageGroups,
        Capability::ManageCommunities,
        Capability::FollowChannels,
    ] {
        one.channel.network().add_capability(capability);
    }
    let id = one.connected_instance("one").await;
    let (owner, other) = by_owner(one, two, id).await;
    until("the other node knows it", async || status(&other, id).await == "connected").await;
    let session = owner.channel.session(id).expect("a session");
    session.put_person(ann());
    session.deliver(vec![from_ann("IN1", "hello")]).await;
    let group = "120363000000000001@g.us";
    let calls = [
        (Method::PATCH, format!("chats/{ANN}"), json!({ "archived": true })),
        (Method::POST, "labels".to_owned(), json!({ "name": "New customer" })),
        (Method::POST, "blocklist".to_owned(), json!({ "contact": ANN })),
        (Method::PATCH, "privacy".to_owned(), json!({ "settings": { "last": "contacts" } })),
        (Method::POST, "groups".to_owned(), json!({ "subject": "Team", "participants": [ANN] })),
        (Method::GET, format!("groups/{group}/join-requests"), json!(null)),
        (Method::POST, "newsletters".to_owned(), json!({ "name": "News" })),
        (Method::POST, "newsletters/follow".to_owned(), json!({ "invite": "0029Va" })),
        (Method::POST, "calls/C1/reject".to_owned(), json!(null)),
    ];
    for (method, rest, body) in calls {
        let body = Some(body).filter(|body| !body.is_null());
        let answer = other.call(method, &format!("/api/v2/instances/{id}/{rest}"), body).await;
        assert!(answer.status.is_success(), "{rest}: {answer:?}");
    }
    let kinds: Vec<Capability> =
        session.state_changes().iter().map(omni_channel::StateChange::needs).collect();
    let expected = [
        Capability::ManageChats,
        Capability::ManageLabels,
        Capability::BlockPeople,
        Capability::EditPrivacy,
    ];
    assert_eq!(kinds, expected);
    let rejects = |sent: &SentByMock| matches!(sent, SentByMock::Action(ChatAction::RejectCall { call_id, .. }) if call_id == "C1");
    assert!(session.sent().iter().any(rejects), "{:?}", session.sent());
    assert!(other.channel.session(id).is_none(), "it has no session");
    stop([owner, other]).await;
}
