//! An `AgentOS` of Agno with one agent, one team and one workflow that repeat what they receive, or
//! follow a script.
//!
//! Shapes as agno 1.7, 2.4 and 3.1 send them: lists of agents, runs as multipart forms,
//! streams of named server-sent events (1.x: of bare JSON objects).

mod shapes;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest as _, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::host::Host;
use crate::script::{Plan, Received, RequiredKey, Rule, Script, bearer, locked, refuse};
pub use shapes::Version;
use shapes::{Group, PendingRun};

/// One requested run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// `agents`, `teams` or `workflows`.
    pub group: String,
    /// Which of them.
    pub id: String,
    /// Bearer token of the request.
    pub token: Option<String>,
    /// The form's texts, in order.
    pub fields: Vec<(String, String)>,
    /// The form's files: name, type and size.
    pub files: Vec<(String, String, usize)>,
}

impl Run {
    /// A field of the form.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str())
    }
}

/// A running `AgentOS`; it stops when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Agno {
    host: Arc<Host>,
    os: Arc<Os>,
}

#[derive(Debug, Default)]
struct Os {
    version: Version,
    script: Script,
    key: RequiredKey,
    unhealthy: Mutex<bool>,
    delay: Mutex<Duration>,
    runs: Received<Run>,
}

impl Agno {
    /// Starts agno 2.x on a port of the loopback; 0 lets the system choose.
    pub async fn start(port: u16) -> anyhow::Result<Self> {
        Self::start_version(port, Version::V2).await
    }

    /// Starts an agno of this version.
    pub async fn start_version(port: u16, version: Version) -> anyhow::Result<Self> {
        let os = Arc::new(Os { version, ..Os::default() });
        let routes = Router::new()
            .route("/health", get(health))
            .route("/{group}", get(list))
            .route("/{group}/{id}/runs", post(run));
        let routes = match version {
            // The playground of agno 1.x has a prefix.
            Version::V1 => Router::new().nest("/v1/playground", routes),
            Version::V2 | Version::V3 => routes,
        };
        let routes = routes.with_state(Arc::clone(&os));
        let host = Arc::new(Host::start("the AgentOS", port, routes).await?);
        Ok(Self { host, os })
    }

    /// Base address for clients: `http://127.0.0.1:PORT`, for 1.x with `/v1/playground`.
    pub fn url(&self) -> String {
        match self.os.version {
            Version::V1 => format!("{}/v1/playground", self.host.url()),
            Version::V2 | Version::V3 => self.host.url(),
        }
    }

    /// Replaces the script. Messages without a rule are answered with `You said: …`.
    pub fn script(&self, rules: Vec<Rule>) {
        self.os.script.set(rules);
    }

    /// From now on requests need this security key.
    pub fn require_key(&self, key: &str) {
        self.os.key.require(key);
    }

    /// Whether its health is anything but `ok`.
    pub fn set_unhealthy(&self, unhealthy: bool) {
        *locked(&self.os.unhealthy) = unhealthy;
    }

    /// Pause before every answer.
    pub fn set_delay(&self, delay: Duration) {
        *locked(&self.os.delay) = delay;
    }

    /// All runs so far, in order.
    pub fn runs(&self) -> Vec<Run> {
        self.os.runs.all()
    }

    /// Waits until so many runs were requested.
    pub async fn expect_runs(&self, count: usize, timeout: Duration) -> anyhow::Result<Vec<Run>> {
        self.os.runs.expect(count, timeout).await
    }
}

impl Os {
    async fn admit(&self, headers: &HeaderMap) -> Result<Option<String>, Box<Response>> {
        let delay = *locked(&self.delay);
        tokio::time::sleep(delay).await;
        let token = bearer(headers);
        if self.key.accepts(token.as_deref()) {
            Ok(token)
        } else {
            Err(Box::new(detail(StatusCode::UNAUTHORIZED, "Invalid authentication token")))
        }
    }
}

fn detail(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "detail": text }))).into_response()
}

async fn health(State(os): State<Arc<Os>>) -> Json<Value> {
    let delay = *locked(&os.delay);
    tokio::time::sleep(delay).await;
    let status = if *locked(&os.unhealthy) { "degraded" } else { "ok" };
    Json(json!({ "status": status, "instantiated_at": "2026-01-02T03:04:05Z" }))
}

async fn list(
    State(os): State<Arc<Os>>,
    Path(group): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = os.admit(&headers).await {
        return *refusal;
    }
    match Group::named(&group) {
        Some(group) => Json(group.catalogue(os.version)).into_response(),
        None => detail(StatusCode::NOT_FOUND, "Not Found"),
    }
}

async fn run(
    State(os): State<Arc<Os>>,
    Path((name, id)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let token = match os.admit(&headers).await {
        Ok(token) => token,
        Err(refusal) => return *refusal,
    };
    let Some(group) = Group::named(&name) else {
        return detail(StatusCode::NOT_FOUND, "Not Found");
    };
    if id != group.only_id() {
        return detail(StatusCode::NOT_FOUND, "Agent not found");
    }
    let mut run = Run { group: name, id, token, ..Run::default() };
    let takes_json = os.version == Version::V1 && group == Group::Workflow;
    let read = if takes_json {
        read_json(request, &mut run).await
    } else {
        read_form(request, &mut run).await
    };
    let Some(message) = read else {
        let missing =
            json!([{ "type": "missing", "loc": ["body", "message"], "msg": "Field required" }]);
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "detail": missing })))
            .into_response();
    };
    // The server's own default is to stream.
    let streams = run.field("stream").is_none_or(|text| text.eq_ignore_ascii_case("true"));
    let session = run.field("session_id").unwrap_or("new-session").to_owned();
    let number = os.runs.record(run);
    let run = PendingRun { version: os.version, group, run_id: format!("run-{number}"), session };
    match os.script.follow(&message, "You said: {text}").await {
        Plan::Say { text, gap, broken } if streams => run.stream(&text, gap, broken),
        Plan::Say { text, gap, broken } => run.whole(&text, gap, broken).await,
        Plan::Error(message) => run.error(&message, streams).await,
        Plan::Refuse(refusal) => refuse(refusal, detail),
        Plan::Call(_) => detail(StatusCode::INTERNAL_SERVER_ERROR, "an agent calls its own tools"),
    }
}

async fn read_form(request: Request, run: &mut Run) -> Option<String> {
    let mut form = Multipart::from_request(request, &()).await.ok()?;
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file) = field.file_name().map(str::to_owned) {
            let kind = field.content_type().unwrap_or_default().to_owned();
            let size = field.bytes().await.map_or(0, |bytes| bytes.len());
            run.files.push((file, kind, size));
        } else if let Ok(text) = field.text().await {
            run.fields.push((name, text));
        }
    }
    run.field("message").map(str::to_owned)
}

/// Workflows of agno 1.x accept JSON, and answer 422 to a form.
async fn read_json(request: Request, run: &mut Run) -> Option<String> {
    let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?.to_owned();
    if !kind.starts_with("application/json") {
        return None;
    }
    let Json(body) = Json::<Value>::from_request(request, &()).await.ok()?;
    for name in ["session_id", "user_id", "stream"] {
        let text = match &body[name] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        run.fields.push((name.to_owned(), text));
    }
    let message = body["input"].as_object()?.values().next()?.as_str()?.to_owned();
    run.fields.push(("message".to_owned(), message.clone()));
    Some(message)
}
