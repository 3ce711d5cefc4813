//! Scripts that define the answers of simulated agents and models, and their timing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

/// A tool call that a model requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// Its name.
    pub name: String,
    /// Its arguments, an object.
    pub arguments: Value,
}

/// How an agent reacts to a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// Answers with this text; `{text}` stands for the last text of the user.
    Say(String),
    /// Answers with this text word by word with a pause before each, in milliseconds, if the
    /// request streams; else after the sum of the pauses.
    Slowly(String, u64),
    /// Answers with a text that depends on the seed and the user's text alone.
    Seeded(u64),
    /// Requests tool calls. Only models can.
    CallTools(Vec<ToolCall>),
    /// Answers with an HTTP error and the API's error body.
    Fail(u16),
    /// 429 with `Retry-After` in seconds.
    RateLimit(u64),
    /// 200 with a body that is not JSON.
    Garbage,
    /// Starts to send this text and closes the connection in the middle.
    BreakOff(String),
    /// Reports a failed answer in its protocol, with status 200.
    Error(String),
    /// Never answers.
    Silence,
}

/// One line of the script; the first that matches is used.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// Part of the user's last text; an empty one matches every text.
    #[serde(default)]
    pub matches: String,
    /// The reaction.
    pub reaction: Reaction,
    /// Pause before it, in milliseconds.
    #[serde(default)]
    pub delay_millis: u64,
    /// How often the rule may be used; none means always.
    #[serde(default)]
    pub times: Option<u32>,
}

impl Rule {
    /// A rule that answers with a text, always and at once.
    pub fn say(matches: &str, answer: &str) -> Self {
        Self::new(matches, Reaction::Say(answer.to_owned()))
    }

    /// A rule that requests one tool call, always and at once.
    pub fn call(matches: &str, name: &str, arguments: Value) -> Self {
        let call = ToolCall { name: name.to_owned(), arguments };
        Self::new(matches, Reaction::CallTools(vec![call]))
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

/// A script that can be changed while it is in use. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Script {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    rules: Mutex<Vec<Rule>>,
    delay: Mutex<Duration>,
    held: watch::Sender<bool>,
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The outcome of a script for one text.
pub(crate) enum Plan {
    /// An answer, with a pause before each piece of it.
    Say { text: String, gap: Duration, broken: bool },
    /// Tools.
    Call(Vec<ToolCall>),
    /// A failed answer.
    Error(String),
    /// An outcome that is the same in every protocol except for the error's body.
    Refuse(Refusal),
}

#[derive(Clone, Copy)]
pub(crate) enum Refusal {
    Status(StatusCode),
    RateLimit(u64),
    Garbage,
}

impl Script {
    /// Replaces the rules. Texts without a rule get the agent's default answer.
    pub fn set(&self, rules: Vec<Rule>) {
        *locked(&self.shared.rules) = rules;
    }

    /// Pause before every answer.
    pub fn set_delay(&self, delay: Duration) {
        *locked(&self.shared.delay) = delay;
    }

    /// Whether answers wait until they are no longer held.
    pub fn set_held(&self, held: bool) {
        self.shared.held.send_replace(held);
    }

    /// Finds the rule for a text, counts its use, and waits for its pause.
    pub(crate) async fn follow(&self, text: &str, otherwise: &str) -> Plan {
        let (reaction, after) = self.react(text, otherwise);
        let delay = *locked(&self.shared.delay) + after;
        pause(delay).await;
        // It fails without a sender, and the script has it.
        drop(self.shared.held.subscribe().wait_for(|held| !held).await);
        let filled = |answer: &str| answer.replace("{text}", text);
        let say = |text| Plan::Say { text, gap: Duration::ZERO, broken: false };
        match reaction {
            Reaction::Say(answer) => say(filled(&answer)),
            Reaction::Slowly(answer, gap) => {
                Plan::Say { text: filled(&answer), gap: Duration::from_millis(gap), broken: false }
            }
            Reaction::Seeded(seed) => say(seeded(text, seed)),
            Reaction::BreakOff(answer) => {
                Plan::Say { text: filled(&answer), gap: Duration::ZERO, broken: true }
            }
            Reaction::CallTools(calls) => Plan::Call(calls),
            Reaction::Error(message) => Plan::Error(message),
            Reaction::Fail(status) => Plan::Refuse(Refusal::Status(
                StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            )),
            Reaction::RateLimit(seconds) => Plan::Refuse(Refusal::RateLimit(seconds)),
            Reaction::Garbage => Plan::Refuse(Refusal::Garbage),
            Reaction::Silence => std::future::pending().await,
        }
    }

    fn react(&self, text: &str, otherwise: &str) -> (Reaction, Duration) {
        let mut rules = locked(&self.shared.rules);
        let rule = rules
            .iter_mut()
            .find(|rule| rule.times != Some(0) && text.contains(rule.matches.as_str()));
        match rule {
            Some(rule) => {
                if let Some(times) = &mut rule.times {
                    *times -= 1;
                }
                (rule.reaction.clone(), Duration::from_millis(rule.delay_millis))
            }
            None => (Reaction::Say(otherwise.to_owned()), Duration::ZERO),
        }
    }
}

/// None at all if it is zero: the shortest timer lasts until the next millisecond begins.
async fn pause(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

/// Five to twelve words, the same for the same seed and text.
fn seeded(text: &str, seed: u64) -> String {
    const WORDS: [&str; 16] = [
        "river", "lamp", "seven", "quiet", "amber", "north", "paper", "glass", "field", "copper",
        "early", "stone", "maple", "wind", "harbour", "letter",
    ];
    let hash = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(text).finalize();
    let count = 5 + usize::from(hash[0] % 8);
    let words = hash[1..=count].iter().map(|byte| WORDS[usize::from(byte % 16)]);
    words.collect::<Vec<_>>().join(" ")
}

/// The response for a refusal, with the protocol's own body of an error.
pub(crate) fn refuse(
    refusal: Refusal,
    body: impl FnOnce(StatusCode, &str) -> Response,
) -> Response {
    match refusal {
        Refusal::Status(status) => body(status, "an error that the script defines"),
        Refusal::RateLimit(seconds) => {
            let mut response = body(StatusCode::TOO_MANY_REQUESTS, "rate limit reached");
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            response
        }
        Refusal::Garbage => {
            ([(header::CONTENT_TYPE, "application/json")], "<html>not JSON").into_response()
        }
    }
}

/// A body in chunks with a pause before each. A broken one ends after half of it: the connection
/// closes before the message is complete.
pub(crate) fn paced(
    content_type: &'static str,
    mut pieces: Vec<String>,
    gap: Duration,
    broken: bool,
) -> Response {
    if broken {
        if let [only] = pieces.as_mut_slice() {
            *only = only.chars().take(only.chars().count() / 2).collect();
        } else {
            pieces.truncate(pieces.len().div_ceil(2));
        }
    }
    let sent = stream::iter(pieces).then(move |piece| async move {
        pause(gap).await;
        Ok::<_, std::io::Error>(Bytes::from(piece))
    });
    let end = stream::iter(broken.then_some(())).then(|()| async {
        // The first half has to be sent before the connection is closed.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(std::io::Error::other("the script ends the connection"))
    });
    ([(header::CONTENT_TYPE, content_type)], Body::from_stream(sent.chain(end))).into_response()
}

/// A complete JSON body, after the sum of the pauses between its words.
pub(crate) async fn whole(json: &Value, text: &str, gap: Duration, broken: bool) -> Response {
    let words = u32::try_from(text.split_inclusive(' ').count()).unwrap_or(u32::MAX);
    pause(gap.saturating_mul(words)).await;
    paced("application/json", vec![json.to_string()], Duration::ZERO, broken)
}

/// A summary of bytes: their text, if they are UTF-8, else their size and hash.
pub fn summary(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.is_empty() => text.to_owned(),
        _ => {
            let hash = hex::encode(Sha256::digest(bytes));
            format!("{} bytes {}", bytes.len(), &hash[..12])
        }
    }
}

/// Received requests of one kind, for tests to inspect and to wait for.
#[derive(Debug)]
pub(crate) struct Received<T> {
    all: Mutex<Vec<T>>,
    arrived: tokio::sync::Notify,
}

impl<T> Default for Received<T> {
    fn default() -> Self {
        Self { all: Mutex::default(), arrived: tokio::sync::Notify::new() }
    }
}

impl<T: Clone> Received<T> {
    /// Adds one and returns how many there are.
    pub(crate) fn record(&self, one: T) -> usize {
        let number = {
            let mut all = locked(&self.all);
            all.push(one);
            all.len()
        };
        self.arrived.notify_waiters();
        number
    }

    pub(crate) fn all(&self) -> Vec<T> {
        locked(&self.all).clone()
    }

    /// Waits until so many were received.
    pub(crate) async fn expect(&self, count: usize, timeout: Duration) -> anyhow::Result<Vec<T>> {
        let waiting = async {
            loop {
                let arrived = self.arrived.notified();
                let all = self.all();
                if all.len() >= count {
                    return all;
                }
                arrived.await;
            }
        };
        tokio::time::timeout(timeout, waiting).await.map_err(|_| {
            anyhow::anyhow!("only {} of {count} requests were received", self.all().len())
        })
    }
}

/// A key that requests must carry once it is set.
#[derive(Debug, Default)]
pub(crate) struct RequiredKey(Mutex<Option<String>>);

impl RequiredKey {
    pub(crate) fn require(&self, key: &str) {
        *locked(&self.0) = Some(key.to_owned());
    }

    pub(crate) fn accepts(&self, key: Option<&str>) -> bool {
        let wanted = locked(&self.0);
        wanted.is_none() || key == wanted.as_deref()
    }
}

pub(crate) fn bearer(headers: &axum::http::HeaderMap) -> Option<String> {
    let token = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    token.strip_prefix("Bearer ").map(str::to_owned)
}

pub(crate) fn header_text(headers: &axum::http::HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{Plan, Rule, Script, whole};
    use futures::FutureExt as _;
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test]
    async fn an_answer_without_pauses_waits_for_no_timer() {
        let script = Script::default();
        script.set(vec![Rule::say("", "at once")]);
        let plan = script.follow("hello", "").now_or_never();
        let Some(Plan::Say { text, gap, broken }) = plan else { panic!("it waits") };
        let response = whole(&json!(text), &text, gap, broken).now_or_never().expect("no wait");
        let body = axum::body::to_bytes(response.into_body(), 100).now_or_never();
        assert_eq!(body.expect("no wait").expect("a body"), "\"at once\"");
        let later = Rule::say("", "later").after(Duration::from_mins(1));
        script.set(vec![later]);
        assert!(script.follow("hello", "").now_or_never().is_none());
    }
}
