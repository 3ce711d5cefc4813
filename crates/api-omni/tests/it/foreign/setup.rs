//! A tenant with data of every kind.

use crate::coverage::settle;
use crate::support::{ANN, deliver, from_ann, from_bo, sample};
use axum::Router;
use axum::http::Method;
use omni_api_omni::{ApiOptions, routes, v1_routes};
use omni_app::App;
use omni_app::views::{self, NewView};
use omni_domain::access::{Caller, Principal};
use omni_domain::entry_point::{Conversation, Execution};
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::saved_view::InboxFilter;
use omni_http::{Access, Host, HostContext, HttpOptions, RouteInfo};
use omni_mcp::{McpHost, McpOptions};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Part of every name and text of the first tenant.
pub(super) const MARK: &str = "hidden";
/// The name of its instance.
pub(super) const NAME: &str = "hidden-shop";
const SOON: Duration = Duration::from_secs(20);

pub(super) struct Setup {
    pub(super) app: TestApp,
    pub(super) instance: InstanceId,
    /// A key with all permissions in another tenant.
    pub(super) foreign: String,
    pub(super) ids: BTreeMap<&'static str, String>,
}

/// This API and MCP on one host.
fn host(app: &App) -> Router {
    let context = HostContext::new(HttpOptions::default(), app.env.clone());
    let mcp = McpHost::new(McpOptions::default(), context.clone());
    let host = Host::new(context).mount(omni_mcp::mount(app, &mcp));
    app.mcp.plug(mcp);
    let mounts = omni_api_omni::mounts(app, ApiOptions::default());
    mounts.into_iter().fold(host, Host::mount).into_router().expect("no conflict")
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}")).to_owned()
}

impl Setup {
    pub(super) async fn new() -> Self {
        let mut config = TestApp::config();
        config.outbound.allow = vec!["127.0.0.1".to_owned()];
        config.turns.max_attempts = 1;
        let app = TestApp::with(TestOptions { database: Database::sqlite(), config }, host).await;
        // Nothing listens there: each request to the agent fails, and leaves a dead letter.
        let agent = json!({ "type": "openai", "apiUrl": "http://127.0.0.1:1", "agentId": "a" });
        let new = json!({ "name": NAME, "channel": "whatsapp-baileys", "agent": agent });
        let created = app.post("/api/v2/instances", new).await.body;
        let instance: InstanceId = text_of(&created["id"]).parse().expect("an id");
        app.call(Method::POST, &format!("/api/v2/instances/{instance}/connect"), None).await;
        let foreign = app.foreign_key().await;
        let mut setup = Self { app, instance, foreign, ids: BTreeMap::new() };
        setup.keep("instance", &created["id"]);
        setup.populate().await;
        setup
    }

    fn keep(&mut self, name: &'static str, id: &Value) {
        self.ids.insert(name, text_of(id));
    }

    async fn created(&mut self, name: &'static str, path: &str, body: Value) {
        let answer = self.app.post(&format!("/api/v2{path}"), body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
        self.keep(name, &answer.body["id"]);
    }

    async fn populate(&mut self) {
        // Nothing listens there: its one delivery is given up.
        let endpoint = json!({
            "url": "http://127.0.0.1:1/hidden", "description": "hidden endpoint",
            "events": ["message.received"], "retryDelays": [], "direction": "inbound",
        });
        self.created("endpoint", "/webhook-endpoints", endpoint).await;
        let received = vec![from_ann("IN1", "hidden words"), from_bo("IN2", "hidden aside")];
        deliver(&self.app, self.instance, received).await;
        self.created("key", "/api-keys", json!({ "name": "hidden key", "scopes": ["admin:*"] }))
            .await;
        self.sign_in_a_user().await;
        let agents = self.app.get("/api/v2/agents").await.body;
        self.keep("agent", &agents["items"][0]["id"]);
        let documents = format!("/agents/{}/documents", self.id("agent"));
        let document = json!({ "name": "hidden document", "text": "hidden facts" });
        self.created("document", &documents, document).await;
        let provider =
            json!({ "name": "hidden provider", "type": "agno", "apiUrl": "https://example.com" });
        self.created("provider", "/providers", provider).await;
        let rule = json!({
            "type": "allow", "criteria": { "phonePatterns": ["+1*"] }, "priority": 1,
            "action": { "type": "allow" }, "reason": "hidden reason",
        });
        self.created("rule", "/access/rules", rule).await;
        let reply = json!({
            "instanceId": self.instance, "shortcut": "hidden", "title": "hidden title",
            "text": "hidden text",
        });
        self.created("quickReply", "/quick-replies", reply).await;
        let later = json!({
            "instanceId": self.instance, "to": ANN, "text": "hidden text",
            "sendAt": "2026-03-01T09:00:00Z",
        });
        self.created("scheduled", "/scheduled-messages", later).await;
        let job = json!({
            "type": "media_reprocess",
            "config": { "instanceId": self.instance, "mediaTypes": ["audio"] },
        });
        self.created("job", "/batch-jobs", job).await;
        let note = Some(json!({ "value": "hidden note" }));
        let set = self.app.call(Method::PUT, "/api/v2/settings/shop.note", note).await;
        assert!(set.status.is_success(), "{}", set.body);
        let syncs = format!("/api/v2/instances/{}/sync", self.instance);
        let what = json!({ "syncContacts": true, "syncChats": false, "syncMessages": false });
        let started = self.app.post(&syncs, what).await.body;
        self.keep("sync", &started["jobId"]);
        let path = format!("/api/v2/instances/{}/webhook-secret", self.instance);
        assert!(self.app.call(Method::POST, &path, None).await.status.is_success());
        self.wait_for("/api/v2/turns?limit=50", |turn| turn["state"] == "failed").await;
        self.wait_for("/api/v2/batch-jobs", |job| job["status"] == "completed").await;
        self.wait_for(&syncs, |sync| sync["status"] == "completed").await;
        self.wait_for("/api/v2/webhook-deliveries", |one| one["status"] == "failed").await;
        let deliveries = self.app.get("/api/v2/webhook-deliveries").await.body;
        self.keep("delivery", &deliveries["items"][0]["id"]);
        let turns = self.app.get("/api/v2/turns").await.body;
        self.keep("turn", &turns["items"][0]["id"]);
        let dead = self.app.get("/api/v2/dead-letters").await.body;
        self.keep("dead", &dead["items"][0]["id"]);
        let events = self.app.get("/api/v2/events?eventType=message.received").await.body;
        let of = |id: &str| {
            let items = events["items"].as_array().expect("events");
            items.iter().find(|event| event["externalId"] == id).expect("received").clone()
        };
        let (ann, bo) = (of("IN1"), of("IN2"));
        self.keep("event", &ann["id"]);
        self.keep("message", &ann["messageId"]);
        self.keep("person", &ann["personId"]);
        self.keep("otherPerson", &bo["personId"]);
        self.keep("identity", &ann["platformIdentityId"]);
        self.keep("otherIdentity", &bo["platformIdentityId"]);
        self.work_on_the_chat().await;
        self.talk_at_an_entry_point().await;
        let chats = format!("/api/v2/instances/{}/chats", self.instance);
        let chats = self.app.get(&chats).await.body;
        self.keep("chat", &chats["items"][0]["id"]);
        self.settled().await;
    }

    /// Ann's chat is assigned to the user, with a label and an internal note.
    async fn work_on_the_chat(&mut self) {
        let chat = format!("/instances/{}/chats/{ANN}", self.instance);
        self.created("note", &format!("{chat}/notes"), json!({ "text": "hidden note" })).await;
        let path = format!("/api/v2{chat}/assignee");
        let user = Some(json!({ "userId": self.id("user") }));
        let assigned = self.app.call(Method::PUT, &path, user).await;
        assert!(assigned.status.is_success(), "{}", assigned.body);
        let labels = format!("/api/v2/instances/{}/labels", self.instance);
        let made = self.app.post(&labels, json!({ "name": "hidden label" })).await;
        assert!(made.status.is_success(), "{}", made.body);
    }

    /// An entry point with an attendant, and an execution, which is Ann's message.
    async fn talk_at_an_entry_point(&mut self) {
        self.created("entryPoint", "/entry-points", json!({ "name": "hidden point" })).await;
        let path = format!("/entry-points/{}/attendants", self.id("entryPoint"));
        let person = json!({ "userId": self.id("user") });
        self.created("attendant", &path, person).await;
        let env = &self.app.app.env;
        let conversation = Conversation {
            id: env.id(),
            tenant_id: TenantId::DEFAULT,
            entry_point_id: self.id("entryPoint").parse().expect("an id"),
            instance_id: self.instance,
            seq: 1,
            created_at: env.now(),
        };
        let execution = Execution {
            id: env.id(),
            tenant_id: TenantId::DEFAULT,
            conversation_id: conversation.id,
            instance_id: self.instance,
            seq: 1,
            message_id: self.id("message").parse().expect("an id"),
            superseded_at: None,
            created_at: env.now(),
        };
        let write = self.app.app.store.write(move |tx| {
            Box::pin(async move {
                tx.insert_conversation(&conversation).await?;
                tx.insert_execution(&execution).await
            })
        });
        write.await.expect("written");
        self.keep("execution", &json!(execution.id));
    }

    async fn sign_in_a_user(&mut self) {
        let (email, password) = ("hidden@example.com", "a hidden password");
        let user = json!({
            "email": email, "name": "hidden user", "role": "agent", "password": password,
        });
        let created = self.app.post("/api/v2/users", user).await.body;
        self.keep("user", &created["user"]["id"]);
        let login = json!({ "email": email, "password": password, "kind": "bearer" });
        let signed_in = self.app.call_as(None, Method::POST, "/api/v2/auth/login", Some(login));
        self.keep("session", &signed_in.await.body["session"]["id"]);
        let principal = Principal::User(self.id("user").parse().expect("an id"));
        let user = Caller { principal, ..Caller::system(TenantId::DEFAULT) };
        let view =
            NewView { name: "hidden view".to_owned(), filter: InboxFilter::default(), position: 0 };
        let kept = views::create(&self.app.app, &user, view).await.expect("a view");
        self.keep("view", &json!(kept.id));
    }

    /// Waits until the list has items, and each satisfies this.
    async fn wait_for(&self, path: &str, done: fn(&Value) -> bool) {
        let began = Instant::now();
        loop {
            let list = self.app.get(path).await.body;
            if list["items"].as_array().is_some_and(|all| !all.is_empty() && all.iter().all(done)) {
                return;
            }
            assert!(began.elapsed() < SOON, "{path}: {list:#}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the tenant's data no longer changes; returns all that its own key sees.
    async fn settled(&self) -> BTreeMap<String, Value> {
        let began = Instant::now();
        let mut before = self.snapshot().await;
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let after = self.snapshot().await;
            if before == after {
                return after;
            }
            assert!(began.elapsed() < SOON, "the data keeps changing");
            before = after;
        }
    }

    /// The responses of all reading routes to the tenant's own key, and the number of sent
    /// messages.
    pub(super) async fn snapshot(&self) -> BTreeMap<String, Value> {
        let mut seen = BTreeMap::new();
        for route in routes().iter().chain(v1_routes()).filter(|route| is_of_the_tenant(route)) {
            let (method, path, _) = self.concrete(route);
            let mut answer = self.app.call(method, &path, None).await.body;
            settle(&mut answer, &mut Vec::new());
            seen.insert(path, answer);
        }
        let sent = self.app.channel.session(self.instance).expect("a session").sent();
        seen.insert("sent".to_owned(), json!(sent.len()));
        seen
    }

    /// Every id that the tenant's own key sees.
    pub(super) async fn known_ids(&self) -> BTreeSet<String> {
        let mut ids: BTreeSet<String> = self.ids.values().cloned().collect();
        for route in routes().iter().filter(|route| is_of_the_tenant(route)) {
            let (method, path, _) = self.concrete(route);
            collect_ids(&self.app.call(method, &path, None).await.body, &mut ids);
        }
        ids
    }

    pub(super) fn id(&self, name: &str) -> &str {
        &self.ids[name]
    }

    /// A request about the first tenant's data.
    pub(super) fn concrete(&self, route: &RouteInfo) -> (Method, String, Option<Value>) {
        let noun = route.path.split('/').nth(3).expect("a noun");
        let parts = route.path.split('/').map(|part| match part {
            "{id}" => match noun {
                "instances" => self.id("instance"),
                "api-keys" => self.id("key"),
                "auth" => self.id("session"),
                "users" => self.id("user"),
                "events" => self.id("event"),
                "channels" => "whatsapp-baileys",
                "providers" => self.id("provider"),
                "agents" => self.id("agent"),
                "batch-jobs" => self.id("job"),
                "syncs" => self.id("sync"),
                "turns" => self.id("turn"),
                "scheduled-messages" => self.id("scheduled"),
                "views" => self.id("view"),
                "quick-replies" => self.id("quickReply"),
                "entry-points" => self.id("entryPoint"),
                "attendants" => self.id("attendant"),
                "executions" => self.id("execution"),
                "chats" => self.id("chat"),
                "messages" => self.id("message"),
                "dead-letters" => self.id("dead"),
                "persons" => self.id("person"),
                "access" => self.id("rule"),
                "webhook-endpoints" => self.id("endpoint"),
                "webhook-deliveries" => self.id("delivery"),
                noun => panic!("{noun}: the setup has none"),
            },
            "{callId}" => "CALL1",
            "{groupId}" => "12345%40g.us",
            "{labelId}" | "{number}" => "1",
            "{noteId}" => self.id("note"),
            "{documentId}" => self.id("document"),
            "{newsletterId}" => "12345%40newsletter",
            "{chatId}" | "{contact}" | "{platformUserId}" | "{senderId}" => {
                "15550002222%40s.whatsapp.net"
            }
            "{messageId}" => self.id("message"),
            "{personId}" => self.id("person"),
            "{instanceId}" => self.id("instance"),
            "{key}" => "shop.note",
            "{jobId}" => self.id("sync"),
            "{stepId}" => "welcome",
            "{name}" if noun == "services" => "worker",
            "{name}" => NAME,
            "{channel}" => "whatsapp-baileys",
            "{token}" => "an-unknown-token",
            part if part.starts_with('{') => panic!("{part}: the setup has none"),
            part => part,
        });
        let query = match route.path.as_str() {
            "/api/v2/instances/{id}/chats/{chatId}/processing" => "?enabled=false",
            "/api/v2/events/cleanup" => "?olderThanDays=1",
            "/api/v2/messages/search" => "?query=words",
            _ => "",
        };
        let path = parts.collect::<Vec<_>>().join("/") + query;
        let method = route.method.clone();
        let writes = [Method::POST, Method::PATCH, Method::PUT].contains(&method);
        let body = Some(self.body(route)).filter(|body| writes && !body.is_null());
        (method, path, body)
    }

    fn body(&self, route: &RouteInfo) -> Value {
        match route.path.trim_start_matches("/api/v2") {
            "/instances/{id}/profile" => json!({ "name": "Bo" }),
            "/instances/{id}/profile-picture" | "/instances/{id}/groups/{groupId}/picture" => {
                json!({ "image": "aGVsbG8=" })
            }
            "/instances/{id}/sync/continuous" | "/webhook-deliveries/replay" => json!({}),
            "/messages/reaction" => json!({
                "instanceId": self.instance, "to": ANN, "messageId": self.id("message"),
                "emoji": "👍",
            }),
            "/batch-jobs" => json!({
                "type": "media_reprocess",
                "config": { "instanceId": self.instance, "mediaTypes": ["audio"] },
            }),
            "/persons/link" => json!({
                "identityA": self.id("identity"), "identityB": self.id("otherIdentity"),
            }),
            "/persons/unlink" => json!({ "identityId": self.id("identity"), "reason": "x" }),
            "/persons/merge" => json!({
                "sourcePersonId": self.id("otherPerson"), "targetPersonId": self.id("person"),
            }),
            "/access/rules" => json!({
                "instanceId": self.instance, "type": "deny", "priority": 1,
                "criteria": { "phonePatterns": ["+1*"] }, "action": { "type": "block" },
            }),
            "/webhook-endpoints" => json!({
                "url": "https://example.com/hook", "instanceIds": [self.instance],
            }),
            path if path.starts_with("/webhook-endpoints/") => json!({}),
            path if path.ends_with("/send-text") => json!({ "number": ANN, "text": "x" }),
            _ => sample(&route.path, self.id("instance")),
        }
    }

    pub(super) async fn as_foreign(&self, route: &RouteInfo) -> (String, Answer) {
        self.send_with(&self.foreign, route).await
    }

    /// The same request with this key, and its answer.
    pub(super) async fn send_with(&self, key: &str, route: &RouteInfo) -> (String, Answer) {
        let (method, path, body) = self.concrete(route);
        let request = format!("{method} {path} {}", body.clone().unwrap_or_default());
        (request, self.app.call_as(Some(key), method, &path, body).await)
    }
}

/// Whether the route reads a tenant's data, and responds at once.
fn is_of_the_tenant(route: &RouteInfo) -> bool {
    let is_read = route.method == Method::GET && !route.path.contains("/ws/");
    is_read && matches!(route.access(), Access::AnyKey | Access::Scope(_))
}

fn collect_ids(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.values().for_each(|one| collect_ids(one, ids)),
        Value::Array(items) => items.iter().for_each(|one| collect_ids(one, ids)),
        Value::String(text) if text.parse::<InstanceId>().is_ok() => {
            ids.insert(text.clone());
        }
        _ => {}
    }
}

/// Panics if a response shows data of the first tenant that was not in the request.
pub(super) fn assert_shows_nothing(request: &str, answer: &str, ids: &BTreeSet<String>) {
    let without_echo =
        if request.contains(NAME) { answer.replace(NAME, "") } else { answer.to_owned() };
    assert!(!without_echo.contains(MARK), "{request}: {answer}");
    for id in ids.iter().filter(|id| !request.contains(id.as_str())) {
        assert!(!answer.contains(id.as_str()), "{request} shows {id}: {answer}");
    }
}
