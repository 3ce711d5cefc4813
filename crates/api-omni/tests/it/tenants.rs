//! Tenants: created, suspended, resumed, deleted, and who may operate the server.

use crate::socket::{Client, serve};
use crate::support::{deliver, from_ann, line, test_app, test_app_on, test_app_with};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_app::keys::{self, NewApiKey, Origin};
use omni_app::tenants::{self, CreatedTenant};
use omni_app::webhooks::{DeliveryQuery, list_deliveries};
use omni_app::{Caller, Error};
use omni_domain::ids::{BatchJobId, InstanceId, TenantId};
use omni_domain::page::PageRequest;
use omni_domain::tenant::TenantStatus;
use omni_domain::webhook::DeliveryState;
use omni_sandbox::receiver::Receiver;
use omni_testing::{Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(20);

fn operator() -> Caller {
    Caller::system(TenantId::DEFAULT)
}

/// A tenant with a connected instance.
struct Acme {
    tenant: TenantId,
    key: String,
    instance: InstanceId,
}

impl Acme {
    async fn on(app: &TestApp) -> Self {
        let CreatedTenant { tenant, key } = app.new_tenant("acme").await;
        let acme = |method, path: String, body| {
            let key = key.secret.clone();
            async move { app.call_as(Some(&key), method, &path, body).await }
        };
        let new = json!({ "name": "theirs", "channel": "whatsapp-baileys" });
        let made = acme(Method::POST, "/api/v2/instances".to_owned(), Some(new)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let id = made.body["id"].as_str().expect("an id").to_owned();
        let connected = acme(Method::POST, format!("/api/v2/instances/{id}/connect"), None).await;
        assert_eq!(connected.status, StatusCode::OK, "{}", connected.body);
        Self { tenant: tenant.id, key: key.secret, instance: id.parse().expect("an id") }
    }

    async fn call(&self, app: &TestApp, method: Method, path: &str, body: Option<Value>) -> Value {
        let answer = app.call_as(Some(&self.key), method, &format!("/api/v2{path}"), body).await;
        assert!(answer.status.is_success(), "{path}: {} {}", answer.status, answer.body);
        answer.body
    }

    async fn is_connected(&self, app: &TestApp) -> bool {
        let path = format!("/instances/{}/status", self.instance);
        self.call(app, Method::GET, &path, None).await["isConnected"] == true
    }
}

#[tokio::test]
async fn a_suspended_tenant_is_rejected_and_disconnected_until_it_is_resumed() {
    let app = test_app().await;
    let acme = Acme::on(&app).await;
    let ours = app.connected_instance("ours").await;
    let path = format!("/instances/{}/webhook-secret", acme.instance);
    let secret = acme.call(&app, Method::POST, &path, None).await["secret"].clone();
    let deliver = || {
        let request = Request::post(format!("/api/v2/webhooks/whatsapp/{}", acme.instance))
            .header("content-type", "application/json")
            .header("x-webhook-secret", secret.as_str().expect("a secret"))
            .body(Body::from(json!({ "event": "e", "data": {} }).to_string()));
        app.raw(request.expect("a request"))
    };
    assert_eq!(deliver().await.status, StatusCode::OK);
    let address = serve(&app).await;
    let mut client =
        Client::open(address, &format!("ws/events?api_key={}", acme.key)).await.expect("open");
    client.subscribe(json!({ "type": "subscribe" })).await;

    let suspended = tenants::suspend(&app.app, &operator(), acme.tenant).await.expect("suspended");
    assert_eq!(suspended.status, TenantStatus::Suspended);
    let again = tenants::suspend(&app.app, &operator(), acme.tenant).await.expect("no error");
    assert_eq!(again, suspended);
    assert_eq!(client.close_code().await, 4401);
    let refused = app.call_as(Some(&acme.key), Method::GET, "/api/v2/instances", None).await;
    assert_eq!(line(&refused), "403 FORBIDDEN");
    assert_eq!(refused.body["error"]["message"], "the tenant of this key is suspended");
    assert_eq!(line(&deliver().await), "403 FORBIDDEN");
    assert!(app.app.sessions.get(acme.instance).is_none(), "its session ended");
    assert!(app.app.sessions.get(ours).is_some(), "the default tenant's did not");

    // Still enabled, but no node may own it: a start does not connect it.
    let stored = app.app.store.instance_by_id(acme.instance).await.expect("a read");
    assert!(stored.is_some_and(|instance| instance.wanted));
    let wanted = app.app.store.wanted_instances().await.expect("a read");
    assert_eq!(wanted.iter().map(|one| one.id).collect::<Vec<_>>(), [ours]);
    let system = Caller::system(acme.tenant);
    let status = omni_app::instances::connect(&app.app, &system, acme.instance).await;
    assert!(!status.expect("a status").connected);

    tenants::resume(&app.app, &operator(), acme.tenant).await.expect("resumed");
    let began = Instant::now();
    while !acme.is_connected(&app).await {
        assert!(began.elapsed() < SOON, "it does not connect again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(deliver().await.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn jobs_of_a_suspended_tenant_wait() {
    let app = test_app().await;
    let acme = Acme::on(&app).await;
    let worker =
        async |verb: &str| app.post(&format!("/api/v2/services/worker/{verb}"), json!({})).await;
    worker("stop").await;
    let job = json!({ "type": "media_reprocess", "config": { "mediaTypes": ["audio"] } });
    let job = acme.call(&app, Method::POST, "/batch-jobs", Some(job)).await;
    let id = job["id"].as_str().expect("an id").to_owned();
    tenants::suspend(&app.app, &operator(), acme.tenant).await.expect("suspended");
    worker("start").await;

    // Another tenant's job of the same kind runs before it.
    let other = json!({ "type": "media_reprocess", "config": { "mediaTypes": ["audio"] } });
    let other = app.post("/api/v2/batch-jobs", other).await.body;
    let path = format!("/api/v2/batch-jobs/{}", other["id"].as_str().expect("an id"));
    let began = Instant::now();
    while app.get(&path).await.body["status"] != "completed" {
        assert!(began.elapsed() < SOON, "the other tenant's job does not run");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let stored: BatchJobId = id.parse().expect("an id");
    let waiting = app.app.store.find_batch_job(acme.tenant, stored).await.expect("a read");
    assert_eq!(waiting.expect("a job").status.as_str(), "pending");

    tenants::resume(&app.app, &operator(), acme.tenant).await.expect("resumed");
    let path = format!("/batch-jobs/{id}");
    let began = Instant::now();
    while acme.call(&app, Method::GET, &path, None).await["status"] != "completed" {
        assert!(began.elapsed() < SOON, "it does not run");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    app.stop().await;
}

#[tokio::test]
async fn webhooks_of_a_suspended_tenant_are_held_until_it_is_resumed() {
    let mut config = TestApp::config();
    config.outbound.allow = vec!["127.0.0.1".to_owned()];
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let acme = Acme::on(&app).await;
    let ours = app.connected_instance("ours").await;
    let theirs = Receiver::start(0).await.expect("a receiver");
    let other = Receiver::start(0).await.expect("a receiver");
    let of = |receiver: &Receiver| json!({ "url": receiver.url(), "events": ["message.received"] });
    acme.call(&app, Method::POST, "/webhook-endpoints", Some(of(&theirs))).await;
    let made = app.post("/api/v2/webhook-endpoints", of(&other)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let worker =
        async |verb: &str| app.post(&format!("/api/v2/services/worker/{verb}"), json!({})).await;
    worker("stop").await;
    deliver(&app, acme.instance, vec![from_ann("IN1", "to them")]).await;
    tenants::suspend(&app.app, &operator(), acme.tenant).await.expect("suspended");
    worker("start").await;

    // What is behind it in the log is delivered.
    deliver(&app, ours, vec![from_ann("IN2", "to us")]).await;
    other.expect(1, SOON).await.expect("a delivery");
    assert!(theirs.received().is_empty());
    let (system, first) = (Caller::system(acme.tenant), PageRequest::first(9));
    let page = list_deliveries(&app.app, &system, DeliveryQuery::default(), first);
    let held = page.await.expect("a page").items;
    assert_eq!((held.len(), held[0].state, held[0].attempts), (1, DeliveryState::Pending, 0));

    tenants::resume(&app.app, &operator(), acme.tenant).await.expect("resumed");
    theirs.expect(1, SOON).await.expect("a delivery");
    app.stop().await;
}

async fn deleted_with_everything(app: TestApp) {
    let acme = Acme::on(&app).await;
    let ours = app.connected_instance("ours").await;
    deliver(&app, acme.instance, vec![from_ann("THEIRS", "theirs")]).await;
    deliver(&app, ours, vec![from_ann("OURS", "ours")]).await;
    let rule = json!({
        "type": "deny", "criteria": { "phonePatterns": ["+1*"] }, "priority": 1,
        "action": { "type": "block" },
    });
    acme.call(&app, Method::POST, "/access/rules", Some(rule)).await;
    let provider = json!({ "name": "p", "type": "agno", "apiUrl": "https://example.com" });
    acme.call(&app, Method::POST, "/providers", Some(provider)).await;
    acme.call(&app, Method::PUT, "/settings/a.note", Some(json!({ "value": "x" }))).await;
    let (store, t) = (&app.app.store, acme.tenant);
    let delete = async || tenants::delete(&app.app, &operator(), t).await;

    assert!(matches!(delete().await, Err(Error::Conflict(_))), "it is active");
    tenants::suspend(&app.app, &operator(), t).await.expect("suspended");
    delete().await.expect("deleted");

    assert_eq!(store.find_tenant(t).await.expect("a read"), None);
    let first = PageRequest::first(10);
    #[expect(clippy::default_trait_access, reason = "tests of a dialect do not name storage")]
    let instances = store.list_instances(t, &Default::default(), first).await;
    assert!(instances.expect("a read").items.is_empty());
    assert!(store.list_keys(t, first).await.expect("a read").items.is_empty());
    assert!(store.list_access_rules(t).await.expect("a read").is_empty());
    assert!(store.list_settings(t).await.expect("a read").is_empty());
    assert!(store.events_after(Some(t), 0, 10).await.expect("a read").is_empty());
    let refused = app.call_as(Some(&acme.key), Method::GET, "/api/v2/instances", None).await;
    assert_eq!(line(&refused), "401 UNAUTHORIZED");
    assert!(matches!(delete().await, Err(Error::NotFound { .. })));
    let found = app.post("/api/v2/events/search", json!({ "query": "ours" })).await;
    assert!(found.body.to_string().contains("OURS"), "{}", found.body);
    app.new_tenant("acme").await;
    app.stop().await;
}

#[tokio::test]
async fn a_deleted_tenant_leaves_nothing_and_other_tenants_are_unchanged() {
    deleted_with_everything(test_app().await).await;
}

#[tokio::test]
async fn a_deleted_tenant_leaves_nothing_on_postgres() {
    deleted_with_everything(test_app_on(Database::postgres().await).await).await;
}

#[tokio::test]
async fn only_operators_manage_tenants_and_the_default_one_is_kept() {
    let app = test_app().await;
    let acme = app.new_tenant("acme").await.tenant;
    let taken = tenants::create(&app.app, &operator(), " acme ").await;
    assert!(matches!(taken, Err(Error::Conflict(_))));
    let blank = tenants::create(&app.app, &operator(), " ").await;
    assert!(matches!(blank, Err(Error::Invalid { .. })));
    for refused in [
        tenants::suspend(&app.app, &operator(), TenantId::DEFAULT).await.map(drop),
        tenants::delete(&app.app, &operator(), TenantId::DEFAULT).await,
        tenants::suspend(&app.app, &Caller::system(acme.id), acme.id).await.map(drop),
    ] {
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    let administrator = Caller { is_operator: false, ..operator() };
    let page = PageRequest::first(10);
    for refused in [
        tenants::create(&app.app, &administrator, "x").await.map(drop),
        tenants::list(&app.app, &administrator, page).await.map(drop),
        tenants::get(&app.app, &administrator, acme.id).await.map(drop),
        tenants::find_by_name(&app.app, &administrator, "acme").await.map(drop),
        tenants::suspend(&app.app, &administrator, acme.id).await.map(drop),
        tenants::resume(&app.app, &administrator, acme.id).await.map(drop),
        tenants::delete(&app.app, &administrator, acme.id).await,
    ] {
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    }
    let names = tenants::list(&app.app, &operator(), page).await.expect("a list").items;
    let names: BTreeSet<String> = names.into_iter().map(|tenant| tenant.name).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["acme", "default"]);
    app.stop().await;
}

fn admin(is_operator: Option<bool>) -> NewApiKey {
    NewApiKey {
        name: "admin".to_owned(),
        scopes: vec!["admin:*".to_owned()],
        instance_ids: None,
        expires_at: None,
        is_operator,
    }
}

#[tokio::test]
async fn operating_the_server_is_a_right_of_the_key_and_not_of_its_tenant() {
    let app = test_app().await;
    let acme = app.new_tenant("acme").await.tenant.id;
    let create = async |tenant, is_operator| {
        let new = admin(is_operator);
        keys::create(&app.app, &Caller::system(tenant), new, &Origin::default()).await
    };
    let elsewhere = create(acme, Some(true)).await.expect("a key").secret;
    let here = create(TenantId::DEFAULT, Some(false)).await.expect("a key").secret;
    let by_default = app.post("/api/v2/api-keys", json!({ "name": "a", "scopes": ["admin:*"] }));
    let by_default = by_default.await.body;
    let inherited = by_default["key"].as_str().expect("a key").to_owned();
    for (key, status) in [(&elsewhere, 200), (&here, 403), (&inherited, 200)] {
        for path in ["/api/v2/services", "/api/v2/logs", "/api/v2/mcp/status"] {
            let answer = app.call_as(Some(key), Method::GET, path, None).await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
        }
    }

    // An administrator who may not operate the server cannot change keys that may.
    let path = format!("/api/v2/api-keys/{}", by_default["id"].as_str().expect("an id"));
    let regenerate = format!("{path}/regenerate");
    let answer = app.call_as(Some(&here), Method::POST, &regenerate, None).await;
    assert_eq!(line(&answer), "403 FORBIDDEN");
    let rename = Some(json!({ "name": "b" }));
    let answer = app.call_as(Some(&here), Method::PATCH, &path, rename).await;
    assert_eq!(line(&answer), "403 FORBIDDEN");
    let body = Some(json!({ "name": "c", "scopes": ["admin:*"] }));
    let made = app.call_as(Some(&here), Method::POST, "/api/v2/api-keys", body).await.body;
    let made = made["key"].as_str().expect("a key").to_owned();
    let answer = app.call_as(Some(&made), Method::GET, "/api/v2/services", None).await;
    assert_eq!(line(&answer), "403 FORBIDDEN", "nor may its creator");

    // A key that loses the scope loses the right, and only an operator can restore it.
    let patch = |key: &str, scopes: Value| {
        let (key, path) = (key.to_owned(), path.clone());
        let app = &app;
        async move {
            let body = Some(json!({ "scopes": scopes }));
            app.call_as(Some(&key), Method::PATCH, &path, body).await.status
        }
    };
    let services = || app.call_as(Some(&inherited), Method::GET, "/api/v2/services", None);
    assert_eq!(patch(&app.key, json!(["events:read"])).await, StatusCode::OK);
    assert_eq!(patch(&app.key, json!(["admin:*", "events:read"])).await, StatusCode::OK);
    assert_eq!(services().await.status, StatusCode::OK);
    app.stop().await;
}
