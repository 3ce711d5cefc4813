//! The built-in agent of Omni: a language model with a system prompt, facts that are remembered of
//! the person, and tools over HTTP and MCP, in a bounded loop.

mod access;
mod config;
mod http_tool;
mod images;
mod mcp;
mod memory;
mod options;
mod steps;
mod toolbox;
mod transport;

pub use config::{BuiltInConfig, HttpTool, LoopLimits, McpSource, ModelApi};

use crate::attachment;
use crate::client::OnDelta;
use crate::error::AgentError;
use crate::protocol::Protocol;
use crate::question::{AgentOutcome, Question, without_nul};
use crate::reading::Text;
use crate::request::{AgentReply, Role, Turn};
use access::ModelAccess;
use async_trait::async_trait;
use rig_core::message::Message;
use std::time::Instant;
use toolbox::Toolbox;

/// The protocol's name.
pub(crate) const KIND: &str = "builtin";

/// Added to the prompt when tools are unreachable: without it, models invent their results.
const LACKS_TOOLS: &str =
    "Some of your tools cannot be reached at the moment. Do not invent their results.";

/// The built-in agent.
#[derive(Debug)]
pub struct BuiltIn {
    http: reqwest::Client,
    config: BuiltInConfig,
    access: ModelAccess,
}

impl BuiltIn {
    /// An agent of this configuration. Does not connect. All requests, of the model and of the
    /// tools, go through this HTTP client; it decides which addresses may be reached.
    pub fn new(http: reqwest::Client, config: BuiltInConfig) -> Result<Self, AgentError> {
        config.check()?;
        let access = ModelAccess::new(http.clone(), &config)?;
        Ok(Self { http, config, access })
    }

    async fn send(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentReply, AgentError> {
        let started = Instant::now();
        let mut toolbox = Toolbox::open(&self.http, &self.config).await?;
        let conversation = self.conversation(question, !toolbox.unreachable.is_empty()).await?;
        let (words, meta) =
            steps::run(&self.access, &self.config, &mut toolbox, conversation).await?;
        let mut text = Text::new(question.request.max_reply_bytes, on_delta);
        text.push(&words)?;
        let reply = text.into_reply(meta, started.elapsed())?;
        Ok(AgentReply {
            facts: toolbox.facts.into_iter().collect(),
            unreachable_tools: toolbox.unreachable,
            called_tools: toolbox.called,
            ..reply
        })
    }

    /// The history as the model reads it, with the prompt before it.
    async fn conversation(
        &self,
        question: &Question,
        lacks_tools: bool,
    ) -> Result<Vec<Message>, AgentError> {
        let mut items = Vec::new();
        let system = self.config.system(question.prompt(), &question.context.remembered);
        let note = lacks_tools.then(|| LACKS_TOOLS.to_owned());
        let system: Vec<String> = system.into_iter().chain(note).collect();
        if !system.is_empty() {
            items.push(Message::system(system.join("\n\n")));
        }
        let limit = question.max_attachment_bytes;
        let sorted = attachment::sort(&question.attachments, limit, |kind| self.takes(kind));
        items.extend(question.request.history.iter().map(message));
        if !sorted.readings.is_empty() {
            items.push(Message::user(sorted.text(String::new())));
        }
        images::add(&sorted.files, &mut items).await?;
        Ok(items)
    }
}

fn message(turn: &Turn) -> Message {
    let text = without_nul(&turn.text);
    match turn.role {
        Role::User => Message::user(text),
        Role::Assistant => Message::assistant(text),
    }
}

#[async_trait]
impl Protocol for BuiltIn {
    fn name(&self) -> &'static str {
        KIND
    }

    fn takes(&self, mime_type: &str) -> bool {
        self.config.supports_images && images::takes(mime_type)
    }

    fn reads_prompt(&self) -> bool {
        true
    }

    fn fact_keys(&self) -> &[String] {
        &self.config.memory_keys
    }

    async fn converse(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentOutcome, AgentError> {
        self.send(question, on_delta).await.map(AgentOutcome::Answered)
    }

    /// Requests the list of models from the model's server.
    async fn probe(&self) -> Result<(), AgentError> {
        self.access.check().await
    }
}
