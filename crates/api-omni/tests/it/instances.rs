use crate::support::{line, test_app, until};
use axum::http::{Method, StatusCode};
use omni_channel::StatusUpdate;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ConnectionState;
use serde_json::{Value, json};
use tokio::sync::oneshot;

fn names(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> =
        value.as_object().expect("an object").keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn an_instance_is_created_changed_read_and_deleted() {
    let app = test_app().await;
    let new = json!({
        "name": "support",
        "channel": "whatsapp-baileys",
        "channelConfig": { "deviceName": "Omni" },
        "agent": { "apiUrl": "https://model.example/v1", "apiKey": "very secret", "agentId": "m" },
        "messaging": { "debounceMode": "fixed" },
    });
    let created = app.post("/api/v2/instances", new).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    assert_eq!(
        names(&created.body),
        [
            "accessMode",
            "agent",
            "calls",
            "channel",
            "channelConfig",
            "connectedAt",
            "conversation",
            "createdAt",
            "id",
            "isActive",
            "lastMessageAt",
            "media",
            "messaging",
            "name",
            "ownerIdentifier",
            "pacing",
            "profileName",
            "proxy",
            "state",
            "stateMessage",
            "stateSince",
            "status",
            "updatedAt",
        ]
    );
    assert_eq!(created.body["agent"]["hasApiKey"], true);
    assert_eq!(created.body["agent"]["timeout"], 60_000);
    assert_eq!(created.body["messaging"]["debounceMs"], 1000);
    assert_eq!(created.body["status"], "disconnected");
    assert!(!created.body.to_string().contains("very secret"));

    let path = format!("/api/v2/instances/{}", created.body["id"].as_str().expect("an id"));
    let patch = json!({ "agent": { "agentId": "n" }, "media": { "processVideo": true } });
    let changed = app.call(Method::PATCH, &path, Some(patch)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    assert_eq!(changed.body["agent"]["agentId"], "n");
    assert_eq!(changed.body["agent"]["apiUrl"], "https://model.example/v1");
    assert_eq!(changed.body["agent"]["hasApiKey"], true);
    assert_eq!(changed.body["media"]["processVideo"], true);
    assert_eq!(app.get(&path).await.body, changed.body);

    let again = json!({ "name": "support", "channel": "whatsapp-baileys" });
    assert_eq!(line(&app.post("/api/v2/instances", again).await), "409 CONFLICT");
    assert_eq!(app.call(Method::DELETE, &path, None).await.body, json!({ "success": true }));
    assert_eq!(line(&app.get(&path).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn the_status_follows_connect_disconnect_and_logout() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let path = format!("/api/v2/instances/{id}");
    let status = app.get(&format!("{path}/status")).await;
    assert_eq!(status.body["status"], "connected");
    assert_eq!(status.body["isConnected"], true);
    assert_eq!(status.body["ownerIdentifier"], "15550001111@s.whatsapp.net");
    assert!(status.body["evidence"]["lastFrameAt"].is_string());
    assert_eq!(line(&app.get(&format!("{path}/qr")).await), "409 CONFLICT");

    let post = async |verb: &str| app.call(Method::POST, &format!("{path}/{verb}"), None).await;
    assert_eq!(post("restart").await.status, StatusCode::OK);
    assert_eq!(post("disconnect").await.body, json!({ "success": true }));
    let status = app.get(&format!("{path}/status")).await;
    assert_eq!(status.body["status"], "disconnected");
    assert_eq!(
        post("logout").await.body,
        json!({ "success": true, "message": "Session cleared, re-authentication required" })
    );
    app.stop().await;
}

#[tokio::test]
async fn a_restart_keeps_an_account_that_is_linked_while_it_is_requested() {
    let app = test_app().await;
    app.channel.show_qr(true);
    let id = app.connected_instance("one").await;
    let path = format!("/api/v2/instances/{id}");
    let status = async || app.get(&format!("{path}/status")).await.body;
    let (release, released) = oneshot::channel::<()>();
    app.app.store.write_later(move |_tx| {
        Box::pin(async move {
            let _ = released.await;
            Ok::<_, omni_app::Error>(())
        })
    });
    let mut linked = StatusUpdate::state(ConnectionState::Connected);
    linked.owner = Some(Address::new("15550001111@s.whatsapp.net"));
    app.channel.session(id).expect("a session").report(linked);
    until("it is linked", async || status().await["ownerIdentifier"].is_string()).await;

    let waiting = app.app.store.stats().queue_depth;
    let path = format!("{path}/restart");
    let restart = app.call(Method::POST, &path, None);
    let store = async {
        until("the restart waits", async || app.app.store.stats().queue_depth > waiting).await;
        release.send(()).expect("a write that waits");
    };
    let (restarted, ()) = tokio::join!(restart, store);
    assert_eq!(restarted.status, StatusCode::OK, "{restarted:?}");
    assert_eq!(status().await["ownerIdentifier"], "15550001111@s.whatsapp.net");
    app.stop().await;
}

#[tokio::test]
async fn lists_are_paged_and_filtered() {
    let app = test_app().await;
    for name in ["a", "b", "c"] {
        let created = app
            .post("/api/v2/instances", json!({ "name": name, "channel": "whatsapp-baileys" }))
            .await;
        assert_eq!(created.status, StatusCode::CREATED);
    }
    let mut seen = Vec::new();
    let mut path = "/api/v2/instances?limit=2".to_owned();
    loop {
        let page = app.get(&path).await;
        for item in page.body["items"].as_array().expect("rows") {
            seen.push(item["name"].as_str().expect("a name").to_owned());
        }
        let Some(cursor) = page.body["meta"]["cursor"].as_str() else {
            assert_eq!(page.body["meta"]["hasMore"], false);
            break;
        };
        path = format!("/api/v2/instances?limit=2&cursor={cursor}");
    }
    seen.sort();
    assert_eq!(seen, ["a", "b", "c"]);
    let none = app.get("/api/v2/instances?status=connected,error").await;
    assert_eq!(none.body["items"], json!([]));
    let all = app.get("/api/v2/instances?status=disconnected&channel=whatsapp-baileys").await;
    assert_eq!(all.body["items"].as_array().expect("rows").len(), 3);
    app.stop().await;
}

#[tokio::test]
async fn the_server_reports_its_version_and_capabilities() {
    let app = test_app().await;
    let health = app.call_as(None, Method::GET, "/api/v2/health", None).await;
    assert_eq!(health.status, StatusCode::OK);
    assert_eq!(health.body["status"], "healthy");
    assert_eq!(health.body["checks"]["database"]["status"], "ok");
    assert_eq!(health.body["checks"]["nats"]["status"], "ok");
    assert_eq!(health.body["checks"]["channels"]["whatsapp-baileys"], "ok");
    let info = app.call_as(None, Method::GET, "/api/v2/info", None).await;
    assert_eq!(info.body["environment"], "test");
    assert_eq!(info.body["events"], json!({ "today": 0, "total": 0 }));
    let channels = app.get("/api/v2/instances/supported-channels").await;
    assert_eq!(channels.body["items"][0]["id"], "whatsapp-baileys");
    assert_eq!(channels.body["items"][0]["requiresQr"], true);
    assert_eq!(channels.body["items"][0]["supportsOAuth"], false);
    app.stop().await;
}

#[tokio::test]
async fn an_instance_is_not_active_before_its_qr_is_scanned() {
    let app = test_app().await;
    let active = async |id: InstanceId| {
        let answer = app.get(&format!("/api/v2/instances/{id}")).await;
        answer.body["isActive"].as_bool().expect("isActive")
    };
    let linked = app.connected_instance("linked").await;
    assert!(active(linked).await);
    app.channel.show_qr(true);
    let waiting = app.instance("waiting").await;
    let connect = format!("/api/v2/instances/{waiting}/connect");
    let shown = app.call(Method::POST, &connect, None).await;
    assert!(shown.body["qr"].is_string(), "{}", shown.body);
    assert!(!active(waiting).await);
    let away = format!("/api/v2/instances/{linked}/disconnect");
    assert_eq!(app.call(Method::POST, &away, None).await.status, StatusCode::OK);
    assert!(!active(linked).await);
    app.stop().await;
}
