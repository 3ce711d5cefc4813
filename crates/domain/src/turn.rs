//! Turns: the messages gathered in a chat, and the agent's answer to them.

use crate::clock::Timestamp;
use crate::ids::{AgentId, ChatId, InstanceId, JobId, MessageId, PersonId, TenantId, TurnId};
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The state of a turn. Only [`TurnState::can_become`] changes it.
    pub enum TurnState {
        /// Messages are gathered. A chat has at most one such turn.
        Collecting = "collecting",
        /// Its files are being read, for a limited time.
        WaitingMedia = "waiting_media",
        /// The agent is asked, or will be again.
        Running = "running",
        /// The agent accepted the question and answers later, to the reply URL it was given; then
        /// the answer is stored, and a job of the chat's order queues it. The chat's next turns are
        /// not delayed meanwhile.
        Awaiting = "awaiting_reply",
        /// The answer is stored, and its parts are being queued.
        Replying = "replying",
        /// Over; the outcome has the reason.
        Done = "done",
        /// Given up; the error has the reason. May be retried.
        Failed = "failed",
        /// Another turn has its messages.
        Superseded = "superseded",
        /// Cancelled by a person. May be retried.
        Cancelled = "cancelled",
    }
}

impl TurnState {
    /// Whether a turn in this state may move to `next`.
    pub const fn can_become(self, next: Self) -> bool {
        use TurnState::{
            Awaiting, Cancelled, Collecting, Done, Failed, Replying, Running, Superseded,
            WaitingMedia,
        };
        match self {
            Collecting => {
                matches!(next, WaitingMedia | Running | Done | Failed | Superseded | Cancelled)
            }
            WaitingMedia => matches!(next, Running | Done | Failed | Superseded | Cancelled),
            Running => {
                matches!(next, Awaiting | Replying | Done | Failed | Superseded | Cancelled)
            }
            Awaiting => matches!(next, Replying | Done | Failed | Superseded | Cancelled),
            Replying => matches!(next, Done | Failed | Cancelled),
            // A retry: alone, or together with what is being gathered.
            Failed | Cancelled => matches!(next, Collecting | Superseded),
            Done | Superseded => false,
        }
    }

    /// The states from which `next` may be reached.
    pub fn predecessors(next: Self) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|state| state.can_become(next)).collect()
    }

    /// Whether the turn is neither over nor open to more messages. A chat has at most one.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::WaitingMedia | Self::Running | Self::Replying)
    }

    /// Whether the state is final until a person acts.
    pub const fn is_over(self) -> bool {
        !self.is_active() && !matches!(self, Self::Collecting | Self::Awaiting)
    }
}

text_enum! {
    /// How a turn that is done ended.
    pub enum TurnOutcome {
        /// The agent answered, and every part is queued.
        Answered = "answered",
        /// An access rule denies the sender.
        Blocked = "blocked",
        /// A person has taken the conversation over.
        Paused = "paused",
        /// The instance has no agent any more.
        NoAgent = "no_agent",
        /// An older instance is connected as the same account, and answers.
        Duplicate = "duplicate",
        /// All of its messages were revoked, or cannot be shown to an agent.
        Empty = "empty",
        /// The agent gives no answer: an empty text, tool calls alone, the silence word, or a refusal
        /// that its provider marks.
        Silent = "silent",
        /// The agent was to answer later, and did not before its reply URL expired.
        Deferred = "deferred",
        /// A layer of the AI settings is switched off, or has no key; the error has the reason.
        Disabled = "disabled",
    }
}

text_enum! {
    /// The step in which a turn failed.
    pub enum TurnStage {
        /// Before the request to the agent.
        Prepare = "prepare",
        /// The request to the agent.
        AgentRequest = "agent_request",
        /// Reading its answer.
        AgentResponse = "agent_response",
        /// Sending the answer.
        ChannelSend = "channel_send",
    }
}

/// One message of an answer, planned before any of them is queued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplyPart {
    /// The internal id of the message it becomes.
    pub message_id: MessageId,
    /// The channel's id of it: a repeat after a crash has the same one.
    pub external_id: String,
    /// Its text; of an image its caption, which may be empty.
    pub text: String,
    /// The address of the image that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// Milliseconds to wait before it.
    pub pause_ms: u64,
}

/// The plan of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplyPlan {
    /// Its messages, in order.
    pub parts: Vec<ReplyPart>,
    /// Whether the answer is complete. While it is not, more parts may follow.
    pub complete: bool,
    /// The channel's id of the message that the first part quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quotes: Option<String>,
    /// The model that answered, if reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Input tokens, if reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_tokens: Option<u64>,
    /// Output tokens, if reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<u64>,
    /// Addresses of the agent's tool servers that could not be reached, without which it answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreachable_tools: Vec<String>,
    /// The tools that the built-in agent called, in their order, as far as they are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called_tools: Vec<ToolCall>,
}

impl ReplyPlan {
    /// The text of the answer, its parts as paragraphs; `None` without any.
    pub fn text(&self) -> Option<String> {
        let parts: Vec<&str> = self.parts.iter().map(|part| part.text.as_str()).collect();
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }
}

/// A tool that an agent called for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ToolCall {
    /// Its name, as the model wrote it.
    pub name: String,
    /// Whether it failed, which the model was informed of.
    pub failed: bool,
    /// Milliseconds.
    pub latency_ms: u64,
}

/// Why a turn failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnError {
    /// The step that failed.
    pub stage: TurnStage,
    /// Stable code.
    pub code: String,
    /// For people; quotes no text of the conversation.
    pub message: String,
}

/// A turn of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Internal id.
    pub id: TurnId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance it is on.
    pub instance_id: InstanceId,
    /// The conversation.
    pub chat_id: ChatId,
    /// The person who began it, where known.
    pub person_id: Option<PersonId>,
    /// Its state.
    pub state: TurnState,
    /// How it ended, once done.
    pub outcome: Option<TurnOutcome>,
    /// Not asked before: the end of the quiet time.
    pub due_at: Timestamp,
    /// The quiet time ends here at the latest.
    pub latest_due_at: Timestamp,
    /// Files are waited for until then.
    pub media_due_at: Option<Timestamp>,
    /// The job that runs it.
    pub job_id: JobId,
    /// How often the agent was asked.
    pub attempts: i32,
    /// The agent that was asked last.
    pub agent_id: Option<AgentId>,
    /// Its version at that time.
    pub agent_version: Option<i32>,
    /// The id of the conversation's session at the agent.
    pub session_id: Option<String>,
    /// The answer.
    pub reply: Option<ReplyPlan>,
    /// How many parts of it are queued.
    pub queued_parts: i32,
    /// The last error.
    pub error: Option<TurnError>,
    /// The turn that has its messages now.
    pub superseded_by: Option<TurnId>,
    /// Milliseconds from the request to the last byte of the answer.
    pub agent_latency_ms: Option<i64>,
    /// When its first message was stored.
    pub created_at: Timestamp,
    /// When gathering ended.
    pub collected_at: Option<Timestamp>,
    /// When the agent was asked (the last time).
    pub asked_at: Option<Timestamp>,
    /// When the answer was stored.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Last change.
    pub updated_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::TurnState::{self, *};

    /// Every move that is allowed; all others are not.
    const MOVES: &[(TurnState, &[TurnState])] = &[
        (Collecting, &[WaitingMedia, Running, Done, Failed, Superseded, Cancelled]),
        (WaitingMedia, &[Running, Done, Failed, Superseded, Cancelled]),
        (Running, &[Awaiting, Replying, Done, Failed, Superseded, Cancelled]),
        (Awaiting, &[Replying, Done, Failed, Superseded, Cancelled]),
        (Replying, &[Done, Failed, Cancelled]),
        (Done, &[]),
        (Failed, &[Collecting, Superseded]),
        (Superseded, &[]),
        (Cancelled, &[Collecting, Superseded]),
    ];

    #[test]
    fn a_turn_changes_only_by_the_moves_of_the_table() {
        assert_eq!(MOVES.len(), TurnState::ALL.len());
        for (from, allowed) in MOVES {
            for next in TurnState::ALL {
                assert_eq!(from.can_become(*next), allowed.contains(next), "{from} to {next}");
            }
        }
    }

    #[test]
    fn an_answer_that_has_begun_is_not_taken_back_by_new_messages() {
        assert!(!Replying.can_become(Superseded));
        assert!(TurnState::predecessors(Replying) == [Running, Awaiting], "asked first, always");
    }

    #[test]
    fn a_turn_is_open_active_waiting_or_over() {
        for state in TurnState::ALL {
            let (open, waits) = (*state == Collecting, *state == Awaiting);
            let kinds = [open, waits, state.is_active(), state.is_over()];
            assert_eq!(kinds.iter().filter(|kind| **kind).count(), 1, "{state}");
        }
    }
}
