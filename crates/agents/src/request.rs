//! The request to an agent, and its answer.

use std::fmt;
use std::time::Duration;

/// The role of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A person.
    User,
    /// The agent (or a person who answered instead of it).
    Assistant,
}

/// One turn of a conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct Turn {
    /// Its role.
    pub role: Role,
    /// Its text.
    pub text: String,
    /// The person's name, for protocols that have a field for it (`openai` has none that every
    /// server accepts).
    pub name: Option<String>,
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn")
            .field("role", &self.role)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// A request to an agent.
#[derive(Clone, PartialEq, Eq)]
pub struct AgentRequest {
    /// The prompt before the conversation.
    pub prompt: Option<String>,
    /// The conversation, oldest first; the last turn is the one to answer.
    pub history: Vec<Turn>,
    /// Identifies the conversation, for agents that keep a memory of their own.
    pub session_id: String,
    /// Identifies the person, likewise.
    pub user_id: String,
    /// Time limit of the whole answer, from connecting to the last byte.
    pub timeout: Duration,
    /// Stream the answer even if it is needed whole: some servers and proxies close connections
    /// that are silent for long.
    pub streaming: bool,
    /// A longer reply is an error.
    pub max_reply_bytes: usize,
}

impl fmt::Debug for AgentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentRequest")
            .field("turns", &self.history.len())
            .field("timeout", &self.timeout)
            .field("streaming", &self.streaming)
            .field("max_reply_bytes", &self.max_reply_bytes)
            .finish_non_exhaustive()
    }
}

/// A tool that the built-in agent called for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalledTool {
    /// Its name, as the model wrote it.
    pub name: String,
    /// Whether it failed, which the model was informed of.
    pub failed: bool,
    /// How long it took.
    pub latency: Duration,
}

/// An agent's answer.
#[derive(Clone, PartialEq, Eq)]
pub struct AgentReply {
    /// The text. Empty if the agent gives no answer: it wrote nothing for the reader, or its provider
    /// marks the answer as a refusal.
    pub text: String,
    /// The model that answered, if reported.
    pub model: Option<String>,
    /// Input tokens, if reported.
    pub input_tokens: Option<u64>,
    /// Output tokens, if reported.
    pub output_tokens: Option<u64>,
    /// From the request to the last byte.
    pub latency: Duration,
    /// The facts about the person that the agent reports, by key; an empty text deletes one.
    pub facts: Vec<(String, String)>,
    /// Addresses of tool servers that were unreachable, so that it answered without their tools.
    pub unreachable_tools: Vec<String>,
    /// The tools that were called, in their order: of the built-in agent only, at most
    /// [`LoopLimits::max_calls`](crate::LoopLimits::max_calls).
    pub called_tools: Vec<CalledTool>,
}

impl fmt::Debug for AgentReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentReply")
            .field("bytes", &self.text.len())
            .field("model", &self.model)
            .field("input_tokens", &self.input_tokens)
            .field("output_tokens", &self.output_tokens)
            .field("latency", &self.latency)
            .field("facts", &self.facts.len())
            .field("unreachable_tools", &self.unreachable_tools)
            .field("called_tools", &self.called_tools.len())
            .finish()
    }
}
