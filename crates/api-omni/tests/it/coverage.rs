//! Compares this API with the specification's list: every row has a route, an entry in the API
//! document, and a recorded request and response (`tests/fixtures`) with every member that the
//! specification names, of the right type.
//!
//! A change of a response is a change of its fixture: `INSTA_UPDATE=always` records it again.

use crate::spec_rows::{PENDING, ROWS, Row};
use crate::support::{
    ANN, UNKNOWN_ID, ann, deliver, from_ann_with, from_bo, picture, test_app_with,
};
use axum::body::Body;
use axum::http::{Method, Request, Uri};
use axum::{Json, Router};
use omni_api_omni::{openapi, v1_routes};
use omni_app::AppConfig;
use omni_app::mcp::McpConfig;
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::instance::ChannelType;
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::net::TcpListener;

/// `GET /instances/*`: the row's route, without the names of its parameters.
fn shape(call: &str) -> String {
    let (method, path) = call.split_once(' ').expect("a method and a path");
    let method = if method == "WS" { "GET" } else { method };
    let path = path.strip_prefix("/api/v2").unwrap_or(path);
    let any = |part: &str| part.starts_with(':') || part.starts_with('{');
    let parts: Vec<&str> = path.split('/').map(|part| if any(part) { "*" } else { part }).collect();
    format!("{method} {}", parts.join("/"))
}

fn is_pending(row: &Row) -> bool {
    PENDING.contains(&row.call)
}

#[test]
fn every_row_has_a_route_and_an_operation_in_the_document() {
    let routes: BTreeSet<String> = omni_api_omni::routes()
        .iter()
        .chain(v1_routes())
        .map(|route| shape(&format!("{} {}", route.method, route.path)))
        .collect();
    let document = serde_json::to_value(openapi()).expect("a document");
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in item.as_object().expect("an item").keys() {
            documented.insert(shape(&format!("{} {path}", method.to_uppercase())));
        }
    }
    let mut problems = Vec::new();
    for row in ROWS {
        let shape = shape(row.call);
        match (is_pending(row), routes.contains(&shape), documented.contains(&shape)) {
            // `WS /logs` is a GET like `GET /logs`: one route may be the first half of two rows.
            (true, true, _) => {
                problems.push(format!("{}: has a route now; take it off PENDING", row.call));
            }
            (false, false, _) => problems.push(format!("{}: has no route", row.call)),
            (false, _, false) => problems.push(format!("{}: is not documented", row.call)),
            _ => {}
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn the_list_is_complete_and_without_duplicates() {
    let calls: BTreeSet<&str> = ROWS.iter().map(|row| row.call).collect();
    assert_eq!(calls.len(), ROWS.len(), "a row is listed twice");
    let unknown: Vec<_> = PENDING.iter().filter(|call| !calls.contains(**call)).collect();
    assert!(unknown.is_empty(), "pending, but no rows: {unknown:?}");
    let (v1, v2): (Vec<&str>, Vec<&str>) =
        calls.iter().copied().partition(|call| call.contains("/api/v1/"));
    let sockets = v2.iter().filter(|call| call.starts_with("WS ")).count();
    // As counted in the specification.
    assert_eq!((v1.len(), sockets, v2.len() - sockets), (7, 5, 104));
}

/// The values of the rows' placeholders.
struct Setup {
    app: TestApp,
    names: BTreeMap<String, String>,
    home: tempfile::TempDir,
}

impl Setup {
    /// Two people have sent messages to a connected number, one of them with a picture; another
    /// number waits to be linked.
    async fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let mcp = McpConfig { home: Some(home.path().to_owned()), ..McpConfig::default() };
        let mut config = AppConfig { mcp, ..TestApp::config() };
        config.outbound.allow = vec!["127.0.0.1".to_owned()];
        let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
        let instance = app.connected_instance("shop").await;
        app.channel.session(instance).expect("a session").offer_file(b"where", b"picture bytes");
        app.channel.session(instance).expect("a session").put_person(ann());
        let with_file = Content::Media(MediaContent::new(MediaKind::Image, "image/png"));
        let received = vec![
            from_ann_with("TEXT", Content::text("hello, is the bike there?"), None),
            from_ann_with("PICTURE", with_file, Some(b"where")),
            // After Ann: of two linked persons the older survives.
            from_bo("ASIDE", "which bike?"),
        ];
        deliver(&app, instance, received).await;
        // The picture is fetched by a job; every fixture is of the time after it.
        while app.get("/api/v2/events?eventType=media.received").await.body["meta"]["total"] != 1 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        app.channel.show_qr(true);
        let body = json!({ "name": "unlinked", "channel": "whatsapp-baileys" });
        let unlinked = app.post("/api/v2/instances", body).await.body["id"].clone();
        let unlinked = unlinked.as_str().expect("an id").to_owned();
        app.post(&format!("/api/v2/instances/{unlinked}/connect"), json!({})).await;
        app.channel.show_qr(false);
        let path = format!("/api/v2/instances/{instance}/webhook-secret");
        let secret = app.post(&path, Value::Null).await.body["secret"].clone();
        let discord = discord_instance(&app, instance).await;
        let path = format!("/api/v2/instances/{discord}/webhook-secret");
        let discord_secret = app.post(&path, Value::Null).await.body["secret"].clone();
        let provider_url = provider().await;
        let mut setup = Self { app, names: BTreeMap::new(), home };
        let events = setup.app.get("/api/v2/events?eventType=message.received&limit=10").await;
        let events = events.body["items"].as_array().expect("events").clone();
        let of = |id: &str, member: &str| {
            let event = events.iter().find(|event| event["externalId"] == id).expect("received");
            event[member].as_str().expect("a text").to_owned()
        };
        let names = [
            ("instance", instance.to_string()),
            ("unlinked", unlinked),
            ("ann", ANN.replace('@', "%40")),
            ("unknown", UNKNOWN_ID.to_owned()),
            ("pixel", picture()),
            ("secret", secret.as_str().expect("a secret").to_owned()),
            ("discord", discord.to_string()),
            ("discordSecret", discord_secret.as_str().expect("a secret").to_owned()),
            ("provider_url", provider_url),
            ("event", of("TEXT", "id")),
            ("message", of("TEXT", "messageId")),
            ("picture", of("PICTURE", "messageId")),
            ("chat", of("TEXT", "canonicalChatId")),
            ("person", of("TEXT", "personId")),
            ("identity", of("TEXT", "platformIdentityId")),
            ("otherIdentity", of("ASIDE", "platformIdentityId")),
        ];
        setup.names.extend(names.map(|(name, value)| (name.to_owned(), value)));
        setup
    }

    fn fill(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }

    /// Sends a request with the application's key; to a webhook, with the secret of its instance
    /// instead.
    async fn request(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        if !path.starts_with("/api/v2/webhooks/") {
            return self.app.call(method, path, body).await;
        }
        let secret = if path.contains("/discord/") { "discordSecret" } else { "secret" };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .header("x-webhook-secret", &self.names[secret])
            .body(Body::from(body.unwrap_or_default().to_string()));
        self.app.raw(request.expect("a request")).await
    }

    async fn worker(&self, what: &str) {
        let done = self.app.post(&format!("/api/v2/services/worker/{what}"), json!({})).await;
        assert!(done.status.is_success(), "{what}: {}", done.body);
    }

    async fn both_connected(&self, path: &str) {
        loop {
            let status = self.request(Method::GET, path, None).await.body;
            if status.to_string().contains(r#""connectedCount":2"#) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Runs a row; returns the fixture, and the problems of the response.
    async fn run(&mut self, row: &Row) -> (Value, Vec<String>) {
        let (method, _) = row.call.split_once(' ').expect("a method");
        let path = self.fill(row.path);
        let path = if path.starts_with("/api/") { path } else { format!("/api/v2{path}") };
        let body = match row.body {
            "" => None,
            body => {
                let body = self.fill(body).replace("%40", "@");
                Some(serde_json::from_str::<Value>(&body).expect("a row's body is JSON"))
            }
        };
        let verb: Method = method.parse().expect("a method");
        // Jobs are recorded before a worker starts them.
        if row.call == "POST /batch-jobs" {
            self.worker("stop").await;
        }
        // The restart of all services before it connects the channels again.
        if row.call == "GET /onboarding/status" {
            self.both_connected(&path).await;
        }
        let answer = self.request(verb, &path, body.clone()).await;
        if row.call == "POST /batch-jobs/:id/cancel" {
            self.worker("start").await;
        }
        let mut problems = Vec::new();
        if !answer.status.is_success() {
            problems.push(format!("{}: {} {}", row.call, answer.status, answer.body));
        }
        for field in row.fields.split_whitespace() {
            if let Some(problem) = missing(field, &answer.body) {
                problems.push(format!("{}: {problem}", row.call));
            }
        }
        if let Some((name, member)) = row.keep.split_once('=') {
            let pointer = format!("/{}", member.replace('.', "/"));
            let kept = answer.body.pointer(&pointer).and_then(Value::as_str).unwrap_or_default();
            self.names.insert(name.to_owned(), kept.to_owned());
        }
        let fixture = json!({
            "request": { "method": method, "path": path, "body": body },
            "response": { "status": answer.status.as_u16(), "body": answer.body },
        });
        (fixture, problems)
    }
}

/// An instance of a channel that only sends requests: nothing connects it yet.
async fn discord_instance(app: &TestApp, like: InstanceId) -> InstanceId {
    let store = &app.app.store;
    let found = store.find_instance(TenantId::DEFAULT, like).await.expect("readable");
    let mut instance = found.expect("an instance");
    instance.id = app.app.env.id();
    instance.channel = ChannelType::Discord;
    "bot".clone_into(&mut instance.name);
    let id = instance.id;
    let written: Result<(), omni_app::Error> = store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_instance(&instance).await?;
                Ok(())
            })
        })
        .await;
    written.expect("written");
    id
}

/// An agent server on this machine.
async fn provider() -> String {
    async fn answer(uri: Uri) -> Json<Value> {
        Json(match uri.path() {
            "/health" => json!({ "status": "ok" }),
            "/agents" => json!([{ "id": "guide", "name": "Guide", "description": "Knows bikes" }]),
            _ => json!([]),
        })
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(axum::serve(listener, Router::new().fallback(answer)).into_future());
    format!("http://{address}")
}

/// The problem of the member that `field` describes, if there is one.
pub(crate) fn missing(field: &str, body: &Value) -> Option<String> {
    let (name, types) = field.split_once(':').expect("name:type");
    let optional = name.ends_with('?');
    let name = name.trim_end_matches('?');
    let pointer = format!("/{}", name.replace("[]", "/0").replace('.', "/"));
    let Some(value) = body.pointer(&pointer) else {
        return (!optional).then(|| format!("`{name}` is missing"));
    };
    let is = |kind: &str| match kind {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        "any" => true,
        other => panic!("{other} is no type"),
    };
    (!types.split('|').any(is)).then(|| format!("`{name}` is not {types}: {value}"))
}

/// Members whose values differ between runs, and their replacements.
const VARYING: [&str; 17] = [
    "uptime",
    "latency",
    "port",
    "httpUrl",
    "configPath",
    "memory",
    "cpu",
    "pid",
    "cursor",
    "key",
    "suffix",
    "apiUrl",
    "uptimeSeconds",
    "processingTimeMs",
    "progressPercent",
    "databaseConnectionUri",
    "requestId",
];

/// Written asynchronously: present, or not yet.
const LATER: [&str; 3] = ["lastUsedAt", "lastUsedIp", "usageCount"];

/// Sorts members, and replaces ids by their order of appearance, times and varying members by their
/// kind.
pub(crate) fn settle(value: &mut Value, ids: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.sort_keys();
            for (name, member) in members {
                let varies =
                    VARYING.contains(&name.as_str()) && (member.is_string() || member.is_number());
                if varies || LATER.contains(&name.as_str()) {
                    *member = json!(format!("<{name}>"));
                } else {
                    settle(member, ids);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| settle(item, ids)),
        Value::String(text) => *text = settled(text, ids),
        _ => {}
    }
}

fn settled(text: &str, ids: &mut Vec<String>) -> String {
    const ID: usize = 36;
    let is_id = |part: &str| {
        let dashes = [8, 13, 18, 23];
        let fits = |(at, byte): (usize, u8)| {
            if dashes.contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() }
        };
        part.len() == ID && part.bytes().enumerate().all(fits)
    };
    let is_moment = text.len() >= 20 && text.as_bytes()[10] == b'T' && text.ends_with('Z');
    if is_moment && text.as_bytes()[..4].iter().all(u8::is_ascii_digit) {
        return "<moment>".to_owned();
    }
    if text.len() > 400 {
        return format!("<{}…>", text.chars().take(24).collect::<String>());
    }
    let mut settled = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(id) = rest.get(..ID).filter(|part| is_id(part)) {
            let known = ids.iter().position(|known| known == id);
            let number = known.unwrap_or_else(|| {
                ids.push(id.to_owned());
                ids.len() - 1
            });
            settled.extend(["<id ", &(number + 1).to_string(), ">"]);
            rest = &rest[ID..];
        } else {
            settled.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    settled
}

/// The fixture's name in `tests/fixtures`.
pub(crate) fn fixture_name(call: &str) -> String {
    let name: String = call
        .trim_start_matches("/api/")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .collect();
    name.replace("__", "_")
}

/// Compares a row's exchange with the recorded one.
pub(crate) fn record(call: &str, fixture: &Value) {
    insta::with_settings!({
        snapshot_path => "../fixtures",
        prepend_module_to_snapshot => false,
        omit_expression => true,
        description => call,
    }, {
        insta::assert_json_snapshot!(fixture_name(call), fixture);
    });
}

#[test]
fn every_row_has_a_recorded_exchange() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let missing: Vec<_> = ROWS
        .iter()
        .map(|row| row.call)
        .filter(|call| !folder.join(format!("{}.snap", fixture_name(call))).is_file())
        .collect();
    assert!(missing.is_empty(), "no fixture of {missing:#?}");
}

#[tokio::test]
async fn every_row_has_the_specified_response() {
    let mut setup = Setup::new().await;
    let mut problems = Vec::new();
    let mut fixtures = Vec::new();
    for row in ROWS.iter().filter(|row| !is_pending(row) && !row.path.is_empty()) {
        let (mut fixture, wrong) = setup.run(row).await;
        problems.extend(wrong);
        settle(&mut fixture, &mut Vec::new());
        fixtures.push((row.call, fixture));
    }
    assert!(problems.is_empty(), "{problems:#?}");
    for (call, fixture) in fixtures {
        record(call, &fixture);
    }
    setup.app.stop().await;
    drop(setup.home);
}
