//! A language model that speaks the `OpenAI` chat API and answers from a script.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Name of the model that [`Model`] claims to be.
pub const NAME: &str = "sandbox-1";

/// How the model reacts to a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// Says this; `{text}` stands for the last text of the user.
    Say(String),
    /// Answers with an HTTP error and a body as the API has them.
    Fail(u16),
    /// 429 with `Retry-After` in seconds.
    RateLimit(u64),
    /// 200 with a body that is no JSON.
    Garbage,
    /// Starts to say this and closes the connection in the middle.
    BreakOff(String),
}

/// One line of the script; the first that matches is used.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// Part of the user's last text; an empty one matches every text.
    #[serde(default)]
    pub matches: String,
    /// What to do.
    pub reaction: Reaction,
    /// Pause before it, in milliseconds.
    #[serde(default)]
    pub delay_millis: u64,
    /// How often the rule may be used; none means always.
    #[serde(default)]
    pub times: Option<u32>,
}

impl Rule {
    /// A rule that says something, always and at once.
    pub fn say(matches: &str, answer: &str) -> Self {
        Self::new(matches, Reaction::Say(answer.to_owned()))
    }

    /// A rule with any reaction.
    pub fn new(matches: &str, reaction: Reaction) -> Self {
        Self { matches: matches.to_owned(), reaction, delay_millis: 0, times: None }
    }

    /// The same rule, used at most `times` times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// The same rule, after a pause.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay_millis = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self
    }
}

/// One request that the model got.
#[derive(Debug, Clone, Serialize)]
pub struct Request {
    /// Bearer token that came with it.
    pub token: Option<String>,
    /// The body.
    pub body: Value,
}

impl Request {
    /// Last text of the user in the conversation.
    pub fn last_user_text(&self) -> String {
        let messages = self.body["messages"].as_array();
        let last = messages.and_then(|all| all.iter().rev().find(|one| one["role"] == "user"));
        last.map(|one| content_text(&one["content"])).unwrap_or_default()
    }
}

/// Content is a text, or a list of parts of which some are texts.
fn content_text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part["text"].as_str());
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

/// A running model; it stops when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Model {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    address: SocketAddr,
    mind: Arc<Mind>,
    stop: CancellationToken,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[derive(Debug, Default)]
struct Mind {
    script: Mutex<Vec<Rule>>,
    delay: Mutex<Duration>,
    requests: Mutex<Vec<Request>>,
    asked: Notify,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Model {
    /// Starts the model on a port of the loopback; 0 lets the system choose.
    pub async fn start(port: u16) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let mind = Arc::new(Mind::default());
        let stop = CancellationToken::new();
        let routes = Router::new()
            .route("/v1/chat/completions", post(complete))
            .route("/v1/models", get(models))
            .with_state(Arc::clone(&mind));
        let server =
            axum::serve(listener, routes).with_graceful_shutdown(stop.clone().cancelled_owned());
        tokio::spawn(async move {
            if let Err(error) = server.await {
                tracing::warn!(%error, "the model ended");
            }
        });
        Ok(Self { inner: Arc::new(Inner { address, mind, stop }) })
    }

    /// Base address for clients: `http://127.0.0.1:PORT/v1`.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.inner.address)
    }

    /// Replaces the script. Texts without a rule are answered with `You said: …`.
    pub fn script(&self, rules: Vec<Rule>) {
        *locked(&self.inner.mind.script) = rules;
    }

    /// Pause before every answer.
    pub fn set_delay(&self, delay: Duration) {
        *locked(&self.inner.mind.delay) = delay;
    }

    /// All requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.inner.mind.requests).clone()
    }

    /// Waits until so many requests have come in.
    pub async fn expect_requests(
        &self,
        count: usize,
        timeout: Duration,
    ) -> anyhow::Result<Vec<Request>> {
        let waiting = async {
            loop {
                let asked = self.inner.mind.asked.notified();
                let requests = self.requests();
                if requests.len() >= count {
                    return requests;
                }
                asked.await;
            }
        };
        tokio::time::timeout(timeout, waiting)
            .await
            .map_err(|_| anyhow::anyhow!("only {} of {count} requests came", self.requests().len()))
    }
}

impl Mind {
    /// Finds the rule for a text and uses it up if it may not be used for ever.
    fn react(&self, text: &str) -> (Reaction, Duration) {
        let mut script = locked(&self.script);
        let rule = script
            .iter_mut()
            .find(|rule| rule.times != Some(0) && text.contains(rule.matches.as_str()));
        match rule {
            Some(rule) => {
                if let Some(times) = &mut rule.times {
                    *times -= 1;
                }
                (rule.reaction.clone(), Duration::from_millis(rule.delay_millis))
            }
            None => (Reaction::Say("You said: {text}".to_owned()), Duration::ZERO),
        }
    }
}

async fn models() -> Json<Value> {
    Json(json!({
        "object": "list",
        "data": [{ "id": NAME, "object": "model", "created": 0, "owned_by": "sandbox" }],
    }))
}

async fn complete(State(mind): State<Arc<Mind>>, headers: HeaderMap, body: Bytes) -> Response {
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return failure(StatusCode::BAD_REQUEST, "the body is not JSON");
    };
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let request = Request { token, body };
    let text = request.last_user_text();
    let streams = request.body["stream"] == true;
    let model = request.body["model"].as_str().unwrap_or(NAME).to_owned();
    let number = {
        let mut requests = locked(&mind.requests);
        requests.push(request);
        requests.len()
    };
    mind.asked.notify_waiters();
    let (reaction, pause) = mind.react(&text);
    let delay = *locked(&mind.delay) + pause;
    tokio::time::sleep(delay).await;
    let id = format!("chatcmpl-{number}");
    match reaction {
        Reaction::Say(answer) => {
            let answer = answer.replace("{text}", &text);
            if streams {
                stream_answer(id, model, &answer)
            } else {
                whole_answer(&id, &model, &answer)
            }
        }
        Reaction::Fail(status) => failure(
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            "the script says so",
        ),
        Reaction::RateLimit(seconds) => {
            let mut response = failure(StatusCode::TOO_MANY_REQUESTS, "rate limit reached");
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            response
        }
        Reaction::Garbage => {
            ([(header::CONTENT_TYPE, "application/json")], "<html>not what you expect")
                .into_response()
        }
        Reaction::BreakOff(answer) => break_off(&id, &model, &answer, streams),
    }
}

fn failure(status: StatusCode, message: &str) -> Response {
    let error = json!({ "error": { "message": message, "type": "sandbox_error", "code": null } });
    (status, Json(error)).into_response()
}

fn whole(id: &str, model: &str, answer: &str) -> Value {
    let tokens = answer.split_whitespace().count();
    json!({
        "id": id,
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{
            "index": 0,
            "message": { "role": "assistant", "content": answer },
            "finish_reason": "stop",
        }],
        "usage": { "prompt_tokens": 1, "completion_tokens": tokens, "total_tokens": tokens + 1 },
    })
}

fn whole_answer(id: &str, model: &str, answer: &str) -> Response {
    Json(whole(id, model, answer)).into_response()
}

fn chunk(id: &str, model: &str, delta: &Value, finish: Option<&str>) -> Value {
    json!({
        "id": id,
        "object": "chat.completion.chunk",
        "created": 0,
        "model": model,
        "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }],
    })
}

fn stream_answer(id: String, model: String, answer: &str) -> Response {
    let mut chunks = vec![chunk(&id, &model, &json!({ "role": "assistant", "content": "" }), None)];
    let words = answer.split_inclusive(' ');
    chunks.extend(words.map(|word| chunk(&id, &model, &json!({ "content": word }), None)));
    chunks.push(chunk(&id, &model, &json!({}), Some("stop")));
    let data = chunks.into_iter().map(|chunk| chunk.to_string()).chain(["[DONE]".to_owned()]);
    let events = data.map(|data| Ok::<_, Infallible>(Event::default().data(data)));
    Sse::new(stream::iter(events)).into_response()
}

/// Sends the first half of an answer, then fails the body: the connection closes
/// before the message is whole.
fn break_off(id: &str, model: &str, answer: &str, streams: bool) -> Response {
    let (kind, start) = if streams {
        let half: String = answer.chars().take(answer.chars().count().div_ceil(2)).collect();
        let first = chunk(id, model, &json!({ "role": "assistant", "content": half }), None);
        ("text/event-stream", format!("data: {first}\n\n"))
    } else {
        let whole = whole(id, model, answer).to_string();
        ("application/json", whole.chars().take(whole.len() / 2).collect())
    };
    let start = stream::iter([Ok(Bytes::from(start))]);
    let end = stream::once(async {
        // The first half has to leave before the connection is torn down.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(std::io::Error::other("the script breaks off"))
    });
    ([(header::CONTENT_TYPE, kind)], Body::from_stream(start.chain(end))).into_response()
}
