//! What the loop wants of a model, whatever its API.
//!
//! The one place where a library for model access would come in; docs/DEPENDENCIES.md says why
//! there is none.

use crate::error::AgentError;
use crate::http;
use crate::question::without_nul;
use crate::reading::Meta;
use crate::request::{Role, Turn};
use async_trait::async_trait;
use serde_json::{Map, Value};

/// A model's answer is read up to this size, bytes.
const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// One entry of a conversation with a model.
#[derive(Debug, Clone)]
pub(super) enum Item {
    System(String),
    User(String),
    Assistant { text: String, calls: Vec<Call> },
    Results(Vec<Outcome>),
}

impl Item {
    pub(super) fn from_turn(turn: &Turn) -> Self {
        let text = without_nul(&turn.text);
        match turn.role {
            Role::User => Self::User(text),
            Role::Assistant => Self::Assistant { text, calls: Vec::new() },
        }
    }
}

/// A tool that the model wants to be called.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) id: String,
    pub(super) name: String,
    /// None: they were not a JSON object.
    pub(super) arguments: Option<Map<String, Value>>,
}

/// What came of a call.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) failed: bool,
}

/// A tool as the model is told of it.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) parameters: Value,
}

/// What the model said: words, or tools to call, or both.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) calls: Vec<Call>,
    pub(super) meta: Meta,
}

/// A model that can be asked.
#[async_trait]
pub(super) trait ModelAccess: Send + Sync + std::fmt::Debug {
    /// Asks once.
    async fn ask(&self, conversation: &[Item], tools: &[Spec]) -> Result<Said, AgentError>;

    /// Asks something that costs nothing.
    async fn check(&self) -> Result<(), AgentError>;
}

/// Sends a question and reads the answer's JSON.
pub(super) async fn send(call: reqwest::RequestBuilder) -> Result<Value, AgentError> {
    let body = http::read(http::sent(call).await?, MAX_ANSWER_BYTES).await?;
    crate::reading::json(&body)
}
