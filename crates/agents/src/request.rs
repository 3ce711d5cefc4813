//! What an agent is asked, and what it answered.

use std::fmt;
use std::time::Duration;

/// Who said a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A person.
    User,
    /// The agent (or somebody who answered in its place).
    Assistant,
}

/// One turn of a conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub text: String,
    /// The person's name, for protocols that have a place for it (`openai` has none that every
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

/// A question to an agent.
#[derive(Clone, PartialEq, Eq)]
pub struct AgentRequest {
    /// The prompt before the conversation.
    pub prompt: Option<String>,
    /// The conversation, oldest first; the last turn is the one to answer.
    pub history: Vec<Turn>,
    /// Names the conversation, for agents that keep a memory of their own.
    pub session_id: String,
    /// Names the person, likewise.
    pub user_id: String,
    /// For the whole answer, from dialling to the last byte.
    pub timeout: Duration,
    /// Ask for the answer piece by piece even if it is wanted whole: some servers and proxies cut
    /// connections on which nothing comes for long.
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

/// What an agent answered.
#[derive(Clone, PartialEq, Eq)]
pub struct AgentReply {
    /// The words; never empty.
    pub text: String,
    /// The model that answered, if the agent says.
    pub model: Option<String>,
    /// Tokens read, if the agent says.
    pub input_tokens: Option<u64>,
    /// Tokens written, if the agent says.
    pub output_tokens: Option<u64>,
    /// From asking to the last byte.
    pub latency: Duration,
    /// What the agent wants remembered of the person, by key; an empty text is to be forgotten.
    pub learned: Vec<(String, String)>,
}

impl fmt::Debug for AgentReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentReply")
            .field("bytes", &self.text.len())
            .field("model", &self.model)
            .field("input_tokens", &self.input_tokens)
            .field("output_tokens", &self.output_tokens)
            .field("latency", &self.latency)
            .field("learned", &self.learned.len())
            .finish()
    }
}
