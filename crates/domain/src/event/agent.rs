//! Bodies about agents, their turns, and where they answer.

use crate::access::Principal;
use crate::clock::Timestamp;
use crate::ids::{AgentId, InstanceId, MessageId, TurnId};
use crate::text_enum::text_enum;
use crate::turn::{Turn, TurnOutcome, TurnStage, TurnState};
use serde::{Deserialize, Serialize, Serializer};

/// An agent answered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "ResponseForm")]
pub struct AgentResponse {
    /// The turn; absent in rows from before there were turns.
    pub turn_id: Option<TurnId>,
    /// The last message it is about.
    pub message_id: MessageId,
    /// How many messages it is about.
    pub messages: u64,
    /// Attempts it took.
    pub attempts: i32,
    /// Milliseconds from the first message until the answer was stored.
    pub processing_ms: Option<u64>,
    /// Milliseconds the agent took.
    pub latency_ms: u64,
    /// The model, if the agent reports it.
    pub model: Option<String>,
    /// Input tokens, if the agent reports them.
    pub input_tokens: Option<u64>,
    /// Output tokens, if the agent reports them.
    pub output_tokens: Option<u64>,
    /// The text of the answer; absent in rows of earlier versions.
    pub reply: Option<String>,
}

/// The stored form: the agent's figures are in an object of their own, and the latency twice.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResponseForm {
    turn_id: Option<TurnId>,
    message_id: MessageId,
    messages: u64,
    attempts: i32,
    processing_time_ms: Option<u64>,
    agent_latency_ms: u64,
    metadata: ResponseFigures,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResponseFigures {
    model: Option<String>,
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    latency_ms: u64,
}

impl From<ResponseForm> for AgentResponse {
    fn from(form: ResponseForm) -> Self {
        Self {
            turn_id: form.turn_id,
            message_id: form.message_id,
            messages: form.messages,
            attempts: form.attempts,
            processing_ms: form.processing_time_ms,
            latency_ms: form.agent_latency_ms,
            model: form.metadata.model,
            input_tokens: form.metadata.input_tokens,
            output_tokens: form.metadata.output_tokens,
            reply: form.reply,
        }
    }
}

impl Serialize for AgentResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = ResponseForm {
            turn_id: self.turn_id,
            message_id: self.message_id,
            messages: self.messages,
            attempts: self.attempts,
            processing_time_ms: self.processing_ms,
            agent_latency_ms: self.latency_ms,
            metadata: ResponseFigures {
                model: self.model.clone(),
                input_tokens: self.input_tokens,
                output_tokens: self.output_tokens,
                latency_ms: self.latency_ms,
            },
            reply: self.reply.clone(),
        };
        form.serialize(serializer)
    }
}

/// An agent could not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentError {
    /// The turn; absent in rows from before there were turns.
    pub turn_id: Option<TurnId>,
    /// The last message it is about, where the failure is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// Why, for people.
    pub error: String,
    /// Why, for programs.
    pub error_code: String,
    /// The step that failed.
    pub error_stage: TurnStage,
    /// Attempts so far.
    pub retry_count: i32,
    /// Whether there will be another attempt.
    pub will_retry: bool,
    /// Milliseconds since the first message.
    #[serde(rename = "processingTimeMs", default, skip_serializing_if = "Option::is_none")]
    pub processing_ms: Option<u64>,
}

/// The network accepted the whole answer of an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentReplied {
    /// The turn.
    pub turn_id: TurnId,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// How many messages the answer is.
    pub messages: u64,
    /// The text of the answer; absent in rows of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
}

text_enum! {
    /// Why a turn was cancelled.
    pub enum CancelReason {
        /// A person cancelled it.
        Cancelled = "cancelled",
        /// New messages opened another turn.
        Superseded = "superseded",
    }
}

/// A turn was cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentCancelled {
    /// The turn.
    pub turn_id: TurnId,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// Why.
    pub reason: CancelReason,
    /// The turn that has its messages.
    pub superseded_by: Option<TurnId>,
}

/// A turn has another state. It leaves no row: the row of the turn has its last one, and a message takes several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TurnChanged {
    /// The turn.
    pub turn_id: TurnId,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// Its state from now on.
    pub state: TurnState,
    /// How it ended, once done.
    pub outcome: Option<TurnOutcome>,
    /// The turn that has its messages now.
    pub superseded_by: Option<TurnId>,
}

impl TurnChanged {
    /// The state of a turn in the conversation with this address.
    pub fn of(turn: &Turn, chat: &str) -> Self {
        Self {
            turn_id: turn.id,
            chat: chat.to_owned(),
            state: turn.state,
            outcome: turn.outcome,
            superseded_by: turn.superseded_by,
        }
    }
}

text_enum! {
    /// What paused an agent in a conversation.
    pub enum PausedBy {
        /// A person wrote on the account's own device.
        Person = "person",
        /// A request to the API.
        Api = "api",
        /// Two programs answered each other.
        Loop = "loop",
    }
}

/// The agent does not answer in a conversation for now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPaused {
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// Until when; `None` is until it is resumed.
    pub until: Option<Timestamp>,
    /// What paused it.
    pub by: PausedBy,
}

/// The agent may answer in a conversation again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentResumed {
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
}

/// An agent was created, changed or deleted. It has no settings: events are kept, and delivered to other
/// programs, and the versions of the agent have them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentChanged {
    /// The agent.
    pub agent_id: AgentId,
    /// Its name.
    pub name: String,
    /// Its version after the change; the last one of an agent that was deleted.
    pub version: i32,
    /// The instance whose own it is; `None`: any number may refer to it.
    pub instance_id: Option<InstanceId>,
    /// Who did that.
    pub changed_by: Principal,
}

/// An agent answers for an instance from now on, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentDeployment {
    /// The agent, which any number of instances may refer to.
    pub agent_id: AgentId,
    /// Its name.
    pub name: String,
    /// The instance.
    pub instance_id: InstanceId,
    /// Who did that.
    pub changed_by: Principal,
}
