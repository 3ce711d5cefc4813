use crate::support::{ANN, UNKNOWN_ID, line, test_app};
use axum::http::{Method, StatusCode};
use omni_app::logs::LogLevel;
use omni_domain::ids::TenantId;
use omni_domain::job::{JobKind, NewJob};
use omni_testing::TestApp;
use serde_json::{Map, Value, json};
use std::time::Duration;

async fn act(app: &TestApp, name: &str, verb: &str) -> Value {
    let answer = app.call(Method::POST, &format!("/api/v2/services/{name}/{verb}"), None).await;
    assert_eq!(answer.status, StatusCode::OK, "{name} {verb}: {}", answer.body);
    assert_eq!(answer.body["success"], true);
    answer.body
}

async fn status(app: &TestApp, path: &str) -> Value {
    app.get(path).await.body["status"].clone()
}

async fn eventually(app: &TestApp, path: &str, wanted: &str) {
    for _ in 0..200 {
        if status(app, path).await == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{path} is {}", status(app, path).await);
}

#[tokio::test]
async fn the_queue_of_each_kind_of_job_has_its_length_and_age() {
    let app = test_app().await;
    let path = "/api/v2/services/queues";
    let idle = app.get(path).await.body;
    let send = json!({ "kind": "message.send", "queued": 0, "running": 0, "oldestDueMs": null });
    assert_eq!(idle["items"][0], send);
    assert_eq!(idle["items"].as_array().map(Vec::len), Some(JobKind::ALL.len()));

    act(&app, "worker", "stop").await;
    let new = NewJob {
        id: app.app.env.id(),
        tenant_id: TenantId::DEFAULT,
        instance_id: None,
        kind: JobKind::MediaRead,
        order_key: None,
        payload: json!({}),
        max_attempts: 1,
        run_at: app.app.env.now(),
        created_at: app.app.env.now(),
    };
    let write: Result<(), omni_app::Error> = app
        .app
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_job(new);
                Ok(())
            })
        })
        .await;
    write.expect("a job");
    app.clock.advance(7000);
    let items = app.get(path).await.body["items"].clone();
    let read = items.as_array().and_then(|all| all.iter().find(|one| one["kind"] == "media.read"));
    let expected = json!({ "kind": "media.read", "queued": 1, "running": 0, "oldestDueMs": 7000 });
    assert_eq!(read, Some(&expected));
    app.stop().await;
}

#[tokio::test]
async fn every_service_is_listed_with_the_use_of_its_process() {
    let app = test_app().await;
    app.clock.advance(5000);
    let list = app.get("/api/v2/services").await.body;
    let items = list["items"].as_array().expect("services");
    let names: Vec<_> = items.iter().map(|item| item["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["omni-api", "nats", "worker", "whatsapp-baileys"]);
    for item in items {
        assert_eq!(item["status"], "running", "{item}");
        assert_eq!(item["pid"], std::process::id());
        assert_eq!(item["uptime"], 5);
        assert!(item["memory"].as_u64().expect("bytes") > 1_000_000, "{item}");
        assert!(item["cpu"].is_number());
    }
    let one = app.get("/api/v2/services/omni-api").await.body;
    assert_eq!(one["name"], "omni-api");
    assert!(one["logs"].is_array());
    let unknown = app.get("/api/v2/services/postgres").await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_stopped_worker_runs_no_jobs_and_a_started_one_runs_the_waiting_ones() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    assert_eq!(act(&app, "worker", "stop").await["status"], "stopped");
    let stopped = app.get("/api/v2/services/worker").await.body;
    assert_eq!((&stopped["status"], &stopped["pid"]), (&json!("stopped"), &Value::Null));
    assert_eq!((&stopped["uptime"], &stopped["memory"]), (&json!(0), &json!(0)));
    assert_eq!(act(&app, "worker", "stop").await["status"], "stopped", "twice is no error");
    let mut request = axum::http::Request::post("/api/v2/messages");
    let headers = [("x-api-key", app.key.as_str()), ("content-type", "application/json")];
    for (name, value) in headers.into_iter().chain([("prefer", "respond-async")]) {
        request = request.header(name, value);
    }
    let body = json!({ "instanceId": id.to_string(), "to": ANN, "text": "waits" });
    let request = request.body(axum::body::Body::from(body.to_string())).expect("a request");
    let accepted = app.raw(request).await;
    assert!(accepted.status.is_success(), "{}", accepted.body);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let session = app.channel.session(id).expect("a session");
    assert!(session.sent().is_empty(), "no worker runs the job");
    assert_eq!(act(&app, "worker", "start").await["status"], "running");
    for _ in 0..200 {
        if !session.sent().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(session.sent().len(), 1);
    assert_eq!(act(&app, "worker", "restart").await["status"], "running");
    app.stop().await;
}

#[tokio::test]
async fn a_channel_is_stopped_started_and_reconnected_with_its_instances() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let instance = format!("/api/v2/instances/{id}");
    let at = format!("{instance}/status");
    let connected_at = app.get(&at).await.body["connectedAt"].clone();
    app.clock.advance(1000);
    assert_eq!(act(&app, "whatsapp-baileys", "restart").await["status"], "running");
    for _ in 0..200 {
        let now = app.get(&at).await.body;
        if now["state"] == "connected" && now["connectedAt"] != connected_at {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_ne!(app.get(&at).await.body["connectedAt"], connected_at, "a new connection");

    assert_eq!(act(&app, "whatsapp-baileys", "stop").await["status"], "stopped");
    assert!(app.app.sessions.all().is_empty());
    let refused = app.call(Method::POST, &format!("{instance}/connect"), None).await;
    assert_eq!(line(&refused), "503 CHANNEL_CONNECTION_FAILED");
    assert_eq!(status(&app, "/api/v2/services/whatsapp-baileys").await, "stopped");
    assert_eq!(act(&app, "whatsapp-baileys", "start").await["status"], "running");
    for _ in 0..200 {
        if app.app.sessions.ready().contains(&id) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert!(app.app.sessions.ready().contains(&id), "instances stay enabled");
    eventually(&app, "/api/v2/services/whatsapp-baileys", "running").await;
    app.stop().await;
}

#[tokio::test]
async fn errors_of_services_that_cannot_stop_name_the_reason_and_only_the_program_restarts() {
    let app = test_app().await;
    for name in ["omni-api", "nats"] {
        let refused = app.call(Method::POST, &format!("/api/v2/services/{name}/stop"), None).await;
        assert_eq!(line(&refused), "409 CONFLICT", "{name}");
        assert_eq!(act(&app, name, "start").await["status"], "running");
    }
    act(&app, "nats", "restart").await;
    // Nothing handles the request here; `omni serve` does.
    let refused = app.call(Method::POST, "/api/v2/services/omni-api/restart", None).await;
    assert_eq!(line(&refused), "409 CONFLICT");
    let mut requested = app.app.services.restart_requested();
    let all = app.call(Method::POST, "/api/v2/services/restart-all", None).await.body;
    assert_eq!(
        all,
        json!({ "results": [
            { "name": "omni-api", "success": true },
            { "name": "nats", "success": true },
            { "name": "worker", "success": true },
            { "name": "whatsapp-baileys", "success": true },
        ] })
    );
    assert!(*requested.borrow_and_update());
    app.stop().await;
}

#[tokio::test]
async fn the_log_is_filtered_and_searched() {
    let app = test_app().await;
    let log = |service: &'static str, level: LogLevel, message: &str| {
        let metadata = Map::from_iter([("channel".to_owned(), json!("whatsapp-baileys"))]);
        app.app.logs.push(service, level, app.app.env.now(), message.to_owned(), metadata);
        app.clock.advance(1000);
    };
    let began = app.app.env.now();
    log("omni-api", LogLevel::Info, "Instance connected");
    log("worker", LogLevel::Warn, "a job failed");
    log("omni-api", LogLevel::Error, "the disk is full");
    let messages = |query: String| {
        let app = &app;
        async move {
            let answer = app.get(&format!("/api/v2/{query}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
            let items = answer.body["items"].as_array().expect("lines").clone();
            items.iter().map(|item| item["message"].as_str().expect("a text").to_owned()).collect()
        }
    };
    let all: Vec<String> = messages("logs".to_owned()).await;
    assert_eq!(all, ["Instance connected", "a job failed", "the disk is full"]);
    let first = app.get("/api/v2/logs?limit=1&search=CONNECTED").await.body["items"][0].clone();
    assert_eq!(
        first,
        json!({
            "service": "omni-api",
            "level": "info",
            "timestamp": "2026-01-02T03:04:05.000Z",
            "message": "Instance connected",
            "metadata": { "channel": "whatsapp-baileys" },
        })
    );
    let since = began.plus(Duration::from_millis(500));
    let cases = [
        ("logs?services=worker,nats".to_owned(), vec!["a job failed"]),
        ("logs?level=warn".to_owned(), vec!["a job failed", "the disk is full"]),
        ("logs?limit=1".to_owned(), vec!["the disk is full"]),
        (format!("logs?since={since}&services=omni-api"), vec!["the disk is full"]),
        (format!("logs?until={since}"), vec!["Instance connected"]),
        ("services/omni-api/logs?level=error".to_owned(), vec!["the disk is full"]),
        ("services/nats/logs".to_owned(), vec![]),
        (format!("logs?instanceId={UNKNOWN_ID}"), vec![]),
    ];
    for (query, expected) in cases {
        let found: Vec<String> = messages(query.clone()).await;
        assert_eq!(found, expected, "{query}");
    }
    let metadata = Map::from_iter([("instance.id".to_owned(), json!(UNKNOWN_ID))]);
    app.app.logs.push("worker", LogLevel::Info, began, "about it".to_owned(), metadata);
    let about: Vec<String> = messages(format!("logs?instanceId={UNKNOWN_ID}")).await;
    assert_eq!(about, ["about it"], "lines about an instance, also of one that is gone");
    for wrong in [
        "logs?services=no-such",
        "logs?level=loud",
        "logs?limit=0",
        "logs?since=today",
        "logs?instanceId=abc",
    ] {
        let answer = app.get(&format!("/api/v2/{wrong}")).await;
        assert!(line(&answer).starts_with("400 VALIDATION_ERROR"), "{wrong}: {}", answer.body);
    }
    app.stop().await;
}
