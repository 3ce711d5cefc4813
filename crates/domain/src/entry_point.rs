//! Entry points: addresses at which programs talk with agents, and the executions of their requests.
//!
//! A conversation of an entry point is a chat of an instance on the channel `api`. An execution is a
//! message of it; the turn that has the message answers.

use crate::clock::Timestamp;
use crate::ids::{
    AttendantId, ConversationId, EntryPointId, ExecutionId, InstanceId, MessageId, TenantId, UserId,
};
use crate::text_enum::text_enum;
use crate::turn::{Turn, TurnOutcome, TurnState};

/// An address at which a program talks with agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPoint {
    /// Internal id.
    pub id: EntryPointId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Name, for people; unique in a tenant.
    pub name: String,
    /// Whether it accepts requests.
    pub is_active: bool,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

/// Who an attendant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttendantOf {
    /// The agent of an instance on the channel `api`.
    Agent(InstanceId),
    /// A person with a login. Requests are never given to one.
    Person(UserId),
}

/// One of those that answer at an entry point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendant {
    /// Internal id.
    pub id: AttendantId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The entry point.
    pub entry_point_id: EntryPointId,
    /// Who it is.
    pub of: AttendantOf,
    /// Whether it takes requests.
    pub is_available: bool,
    /// How many conversations may wait for its answer at once; `None` is any number.
    pub max_conversations: Option<i32>,
    /// Lower ones are chosen first.
    pub position: i32,
    /// Creation time.
    pub created_at: Timestamp,
}

/// A conversation at an entry point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversation {
    /// Internal id.
    pub id: ConversationId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The entry point.
    pub entry_point_id: EntryPointId,
    /// The instance that has its chat.
    pub instance_id: InstanceId,
    /// The number of its newest execution, from 1.
    pub seq: i64,
    /// Creation time.
    pub created_at: Timestamp,
}

/// A message at an entry point, and the answer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Execution {
    /// Internal id.
    pub id: ExecutionId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The instance that answers.
    pub instance_id: InstanceId,
    /// Its number in the conversation.
    pub seq: i64,
    /// The message in the instance's chat.
    pub message_id: MessageId,
    /// When a newer one of the conversation replaced it before it was answered.
    pub superseded_at: Option<Timestamp>,
    /// Creation time.
    pub created_at: Timestamp,
}

text_enum! {
    /// The state of an execution.
    pub enum ExecutionStatus {
        /// Accepted; the agent is not asked yet.
        Queued = "queued",
        /// The agent is asked.
        Processing = "processing",
        /// Answered.
        Completed = "completed",
        /// Not answered.
        Failed = "failed",
        /// A newer execution of the conversation replaced it.
        Superseded = "superseded",
    }
}

impl ExecutionStatus {
    /// The state of an execution that is not superseded, by the turn that has its message. Without a
    /// turn the message is not answered: no agent was on, or its rows were deleted.
    pub fn by_turn(turn: Option<&Turn>) -> Self {
        turn.map_or(Self::Failed, |turn| Self::of(turn.state, turn.outcome))
    }

    const fn of(state: TurnState, outcome: Option<TurnOutcome>) -> Self {
        match state {
            TurnState::Collecting | TurnState::WaitingMedia => Self::Queued,
            TurnState::Running | TurnState::Awaiting | TurnState::Replying => Self::Processing,
            TurnState::Done => match outcome {
                Some(TurnOutcome::Answered | TurnOutcome::Silent) => Self::Completed,
                _ => Self::Failed,
            },
            TurnState::Failed | TurnState::Cancelled => Self::Failed,
            // Its messages belong to the turn that replaced it.
            TurnState::Superseded => Self::Superseded,
        }
    }
}

/// The public form of an id: a prefix that names the kind, and 32 hexadecimal digits.
pub fn prefixed(prefix: &str, id: uuid::Uuid) -> String {
    format!("{prefix}{}", id.simple())
}

/// Reads [`prefixed`]. `None` if the text is no such id.
pub fn unprefixed(prefix: &str, text: &str) -> Option<uuid::Uuid> {
    let digits = text.strip_prefix(prefix)?;
    let is_plain =
        digits.len() == 32 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_plain.then(|| uuid::Uuid::try_parse(digits).ok()).flatten()
}

/// Prefix of conversations, also of their chats' addresses.
pub const CONVERSATION: &str = "conv_";
/// Prefix of executions.
pub const EXECUTION: &str = "exec_";
/// Prefix of entry points.
pub const ENTRY_POINT: &str = "entry_point_";

#[cfg(test)]
mod tests {
    use super::{CONVERSATION, EXECUTION, ExecutionStatus, prefixed, unprefixed};
    use crate::turn::{TurnOutcome, TurnState};
    use uuid::Uuid;

    /// The status by the state of the turn, and by its outcome where it has one.
    const STATUSES: &[(TurnState, Option<TurnOutcome>, ExecutionStatus)] = &[
        (TurnState::Collecting, None, ExecutionStatus::Queued),
        (TurnState::WaitingMedia, None, ExecutionStatus::Queued),
        (TurnState::Running, None, ExecutionStatus::Processing),
        (TurnState::Awaiting, None, ExecutionStatus::Processing),
        (TurnState::Replying, None, ExecutionStatus::Processing),
        (TurnState::Done, None, ExecutionStatus::Failed),
        (TurnState::Done, Some(TurnOutcome::Answered), ExecutionStatus::Completed),
        (TurnState::Done, Some(TurnOutcome::Silent), ExecutionStatus::Completed),
        (TurnState::Done, Some(TurnOutcome::Blocked), ExecutionStatus::Failed),
        (TurnState::Done, Some(TurnOutcome::Paused), ExecutionStatus::Failed),
        (TurnState::Done, Some(TurnOutcome::NoAgent), ExecutionStatus::Failed),
        (TurnState::Done, Some(TurnOutcome::Duplicate), ExecutionStatus::Failed),
        (TurnState::Done, Some(TurnOutcome::Empty), ExecutionStatus::Failed),
        (TurnState::Done, Some(TurnOutcome::Deferred), ExecutionStatus::Failed),
        (TurnState::Done, Some(TurnOutcome::Disabled), ExecutionStatus::Failed),
        (TurnState::Failed, None, ExecutionStatus::Failed),
        (TurnState::Cancelled, None, ExecutionStatus::Failed),
        (TurnState::Superseded, None, ExecutionStatus::Superseded),
    ];

    #[test]
    fn an_id_is_read_as_it_is_printed_and_by_its_own_kind_alone() {
        let id = Uuid::from_u128(0xAB);
        let text = prefixed(EXECUTION, id);
        assert_eq!(text, "exec_000000000000000000000000000000ab");
        assert_eq!(unprefixed(EXECUTION, &text), Some(id));
        assert_eq!(unprefixed(CONVERSATION, &text), None);
        for wrong in ["", "exec_", "exec_123", &text.to_uppercase(), &format!("{text}0")] {
            assert_eq!(unprefixed(EXECUTION, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_state_of_the_turn_is_a_status() {
        for (state, outcome, status) in STATUSES {
            assert_eq!(ExecutionStatus::of(*state, *outcome), *status, "{state} {outcome:?}");
        }
        for state in TurnState::ALL {
            assert!(STATUSES.iter().any(|(one, ..)| one == state), "{state} is missing");
        }
        for outcome in TurnOutcome::ALL {
            let is_listed = STATUSES.iter().any(|(_, one, _)| *one == Some(*outcome));
            assert!(is_listed, "{outcome} is missing");
        }
    }

    #[test]
    fn without_a_turn_nothing_answers() {
        assert_eq!(ExecutionStatus::by_turn(None), ExecutionStatus::Failed);
    }
}
