//! The outcome of messages: the turns, as a log.

use crate::app::App;
use crate::error::Error;
use crate::turns::{self, TurnQuery};
use omni_domain::access::Caller;
use omni_domain::ids::{ChatId, MessageId, TurnId};
use omni_domain::message::DeliveryStatus;
use omni_domain::page::{Page, PageRequest};
use omni_domain::turn::{Turn, TurnOutcome, TurnState};
use omni_storage::TurnMessage;
use std::collections::{BTreeSet, HashMap};

/// The states of turns that are logged: those that have an outcome, or an answer.
const LOGGED: [TurnState; 4] =
    [TurnState::Replying, TurnState::Done, TurnState::Failed, TurnState::Cancelled];

/// The outcome of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AiLogStatus {
    /// The answer is stored, and is being sent.
    Generated,
    /// The network accepted the whole answer.
    Sent,
    /// There is no answer, or a part of it was not sent.
    Failed,
    /// No agent was asked, or it gave no answer.
    Skipped,
}

impl AiLogStatus {
    /// Its fixed text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// An entry of the log.
#[derive(Debug, Clone)]
pub struct AiLogEntry {
    /// The turn.
    pub turn: Turn,
    /// The address of its chat.
    pub chat: Option<String>,
    /// Its outcome.
    pub status: AiLogStatus,
    /// Why, unless it was sent.
    pub reason: Option<String>,
    /// The last message it is about.
    pub message_id: Option<MessageId>,
    /// The messages of the answer.
    pub replies: Vec<MessageId>,
}

/// The log, newest first; which turns the caller may see as [`turns::list`].
pub async fn log(
    app: &App,
    caller: &Caller,
    query: TurnQuery,
    page: PageRequest,
) -> Result<Page<AiLogEntry>, Error> {
    let query = TurnQuery { states: LOGGED.to_vec(), ..query };
    let found = turns::list(app, caller, query, page).await?;
    let ids: Vec<TurnId> = found.items.iter().map(|turn| turn.id).collect();
    let mut messages: HashMap<TurnId, Vec<TurnMessage>> = HashMap::new();
    for message in app.store.messages_of_turns(&ids).await? {
        messages.entry(message.turn_id).or_default().push(message);
    }
    let chats: BTreeSet<ChatId> = found.items.iter().map(|turn| turn.chat_id).collect();
    let chats: Vec<ChatId> = chats.into_iter().collect();
    let chats = app.store.chats_by_id(&chats).await?;
    let chats: HashMap<ChatId, String> =
        chats.into_iter().map(|chat| (chat.id, chat.address.id)).collect();
    let items = found.items.into_iter().map(|turn| {
        let of_turn = messages.remove(&turn.id).unwrap_or_default();
        let chat = chats.get(&turn.chat_id).cloned();
        entry(turn, chat, of_turn)
    });
    Ok(Page { items: items.collect(), next: found.next })
}

fn entry(turn: Turn, chat: Option<String>, mut messages: Vec<TurnMessage>) -> AiLogEntry {
    messages.sort_by_key(|message| message.message_id);
    let (replies, asked): (Vec<_>, Vec<_>) =
        messages.into_iter().partition(|message| message.is_reply);
    let (status, reason) = outcome_of(&turn, &replies);
    AiLogEntry {
        chat,
        status,
        reason,
        message_id: asked.last().map(|message| message.message_id),
        replies: replies.iter().map(|message| message.message_id).collect(),
        turn,
    }
}

fn outcome_of(turn: &Turn, replies: &[TurnMessage]) -> (AiLogStatus, Option<String>) {
    let error = turn.error.as_ref().map(|error| error.message.clone());
    match (turn.state, turn.outcome) {
        (TurnState::Done, Some(TurnOutcome::Answered)) => delivered(replies),
        (TurnState::Replying, _) => (AiLogStatus::Generated, None),
        (TurnState::Failed, _) => (AiLogStatus::Failed, error),
        (TurnState::Cancelled, _) => (AiLogStatus::Skipped, Some("cancelled".to_owned())),
        (_, outcome) => {
            let reason = error.unwrap_or_else(|| reason_of(outcome).to_owned());
            (AiLogStatus::Skipped, Some(reason))
        }
    }
}

fn delivered(replies: &[TurnMessage]) -> (AiLogStatus, Option<String>) {
    if let Some(failed) = replies.iter().find(|one| one.status == DeliveryStatus::Failed) {
        return (AiLogStatus::Failed, failed.failure.clone());
    }
    if replies.iter().any(|one| one.status == DeliveryStatus::Queued) {
        return (AiLogStatus::Generated, None);
    }
    (AiLogStatus::Sent, None)
}

const fn reason_of(outcome: Option<TurnOutcome>) -> &'static str {
    match outcome {
        Some(TurnOutcome::Blocked) => "the sender is blocked",
        Some(TurnOutcome::Paused) => "a person has taken the chat over",
        Some(TurnOutcome::NoAgent) => "AI is not configured",
        Some(TurnOutcome::Duplicate) => "another account with this number answers",
        Some(TurnOutcome::Empty) => "there is nothing to answer",
        Some(TurnOutcome::Silent) => "the model gave no answer",
        Some(TurnOutcome::Deferred) => "the answer did not arrive in time",
        Some(TurnOutcome::Disabled) => "AI is disabled",
        Some(TurnOutcome::Answered) | None => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::{AiLogStatus, delivered};
    use omni_domain::ids::{MessageId, TurnId};
    use omni_domain::message::DeliveryStatus::{self, Delivered, Failed, Queued, Sent};
    use omni_storage::TurnMessage;
    use uuid::Uuid;

    fn reply(status: DeliveryStatus) -> TurnMessage {
        TurnMessage {
            turn_id: TurnId(Uuid::from_u128(1)),
            message_id: MessageId(Uuid::from_u128(2)),
            is_reply: true,
            status,
            failure: None,
        }
    }

    #[test]
    fn an_answer_is_sent_once_the_network_has_all_of_it() {
        for (parts, expected) in [
            (&[Sent][..], AiLogStatus::Sent),
            (&[Delivered, Sent], AiLogStatus::Sent),
            (&[Sent, Queued], AiLogStatus::Generated),
            (&[Sent, Failed], AiLogStatus::Failed),
        ] {
            let replies: Vec<_> = parts.iter().map(|status| reply(*status)).collect();
            assert_eq!(delivered(&replies).0, expected, "{parts:?}");
        }
    }
}
