use crate::app::App;
use crate::authorization;
use crate::entry_points::{Choice, Slot, choose};
use crate::error::Error;
use crate::inbound;
use crate::sessions::InstanceMeta;
use omni_channel::InboundMessage;
use omni_domain::access::{Caller, Scope};
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::conversation_settings::NewInput;
use omni_domain::entry_point::{CONVERSATION, Conversation, EXECUTION, Execution, prefixed};
use omni_domain::ids::{ConversationId, EntryPointId, ExecutionId, MessageId};
use omni_domain::instance::Instance;
use omni_domain::turn::TurnState;
use omni_storage::{StorageError, Tx};
use std::sync::Arc;

/// How often a message is written that another node's writes made impossible.
const MAX_ATTEMPTS: u32 = 5;

/// A message for an entry point.
#[derive(Debug, Clone)]
pub struct NewExecution {
    /// The entry point.
    pub entry_point: EntryPointId,
    /// The conversation that it continues; `None` begins one.
    pub conversation: Option<ConversationId>,
    /// The text.
    pub message: String,
}

/// An accepted message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// The execution, for [`super::get`].
    pub execution_id: ExecutionId,
}

/// Why a message was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// No such entry point, or it is not active.
    #[error("the entry point does not exist, or is not active")]
    UnknownEntryPoint,
    /// No such conversation of this entry point.
    #[error("the conversation does not exist at this entry point")]
    UnknownConversation,
    /// It has no attendants.
    #[error("the entry point has no attendants")]
    NoAttendants,
    /// No agent can take it now.
    #[error("no agent of the entry point is available")]
    NoneAvailable,
    /// There is no text.
    #[error("the message is empty")]
    Empty,
    /// The text is too long.
    #[error("the message has more than {limit} characters")]
    TooLong {
        /// The most characters.
        limit: usize,
    },
    /// Anything else.
    #[error(transparent)]
    App(#[from] Error),
}

impl From<StorageError> for ExecuteError {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

/// Accepts a message, which an available agent answers. What precedes it in its conversation and
/// is not answered yet is superseded, in the same transaction.
pub async fn execute(
    app: &App,
    caller: &Caller,
    new: NewExecution,
) -> Result<Accepted, ExecuteError> {
    authorization::require(caller, Scope::MessagesSend)?;
    check_message(app, &new.message)?;
    let t = caller.tenant_id;
    let point = app.store.find_entry_point(t, new.entry_point).await?;
    let point = point.filter(|point| point.is_active).ok_or(ExecuteError::UnknownEntryPoint)?;
    let known = match new.conversation {
        Some(id) => {
            let found = app.store.find_conversation(t, id).await?;
            let found = found.filter(|found| found.entry_point_id == point.id);
            Some(found.ok_or(ExecuteError::UnknownConversation)?)
        }
        None => None,
    };
    let with = known.map(|known| known.instance_id);
    for _ in 0..MAX_ATTEMPTS {
        let (instance, slot) = match choose(app, t, point.id, with).await? {
            Choice::Agent(instance, slot) => (instance, slot),
            Choice::NoAttendants => return Err(ExecuteError::NoAttendants),
            Choice::NoneAvailable => return Err(ExecuteError::NoneAvailable),
        };
        authorization::require_instance(caller, instance.id)?;
        let to = To { instance: &instance, slot, entry_point: point.id };
        // Where others have occupied the slot, the next attendant is asked.
        if let Some(accepted) = accept(app, to, known, &new.message).await? {
            return Ok(accepted);
        }
    }
    Err(ExecuteError::NoneAvailable)
}

/// Where a message goes.
#[derive(Debug, Clone, Copy)]
struct To<'a> {
    instance: &'a Instance,
    slot: Option<Slot>,
    entry_point: EntryPointId,
}

/// Writes it; again if another node had claimed the turn, or both waited for each other. `None` if its
/// slot is occupied.
async fn accept(
    app: &App,
    to: To<'_>,
    known: Option<Conversation>,
    message: &str,
) -> Result<Option<Accepted>, ExecuteError> {
    let mut attempts = 0;
    loop {
        attempts += 1;
        let accepted = write(app, to, known, message.to_owned()).await;
        if accepted.is_err() {
            inbound::roll_back(app).await;
        }
        match accepted {
            Err(ExecuteError::App(Error::StorageUnavailable)) if attempts < MAX_ATTEMPTS => {}
            accepted => return accepted,
        }
    }
}

fn check_message(app: &App, message: &str) -> Result<(), ExecuteError> {
    let limit = app.config.limits.text_chars;
    if message.trim().is_empty() {
        return Err(ExecuteError::Empty);
    }
    if message.chars().count() > limit {
        return Err(ExecuteError::TooLong { limit });
    }
    Ok(())
}

async fn write(
    app: &App,
    to: To<'_>,
    known: Option<Conversation>,
    text: String,
) -> Result<Option<Accepted>, ExecuteError> {
    let To { slot, entry_point, .. } = to;
    let (inner, instance) = (app.clone(), to.instance.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if let Some(slot) = slot
                    && !slot.is_free(tx, instance.tenant_id).await?
                {
                    return Ok(None);
                }
                let conversation = number(&inner, tx, &instance, entry_point, known).await?;
                let id = ExecutionId(inner.env.id());
                // Nothing is before the first message of a conversation, and only this request has its id.
                let is_first = known.is_none();
                let meta = Arc::new(meta(&instance, is_first));
                let message = message(&inner, &conversation, id, text);
                let message_id = inbound::accept_in(&inner, tx, meta, message).await?;
                if !is_first {
                    check_turn(tx, message_id).await?;
                }
                let execution = row(&inner, &conversation, id, message_id);
                tx.insert_execution(&execution).await?;
                if !is_first {
                    tx.supersede_executions(&execution).await?;
                }
                let accepted = Accepted { conversation_id: conversation.id, execution_id: id };
                Ok::<_, ExecuteError>(Some(accepted))
            })
        })
        .await
}

/// The conversation with the number of its new execution. Others of the same conversation wait for
/// the commit, on every node.
async fn number(
    app: &App,
    tx: &mut Tx,
    instance: &Instance,
    entry_point_id: EntryPointId,
    known: Option<Conversation>,
) -> Result<Conversation, ExecuteError> {
    if let Some(known) = known {
        let next = tx.advance_conversation(known.tenant_id, known.id, instance.id).await?;
        return next.ok_or(ExecuteError::UnknownConversation);
    }
    let new = Conversation {
        id: ConversationId(app.env.id()),
        tenant_id: instance.tenant_id,
        entry_point_id,
        instance_id: instance.id,
        seq: 1,
        created_at: app.env.now(),
    };
    tx.insert_conversation(&new).await?;
    Ok(new)
}

/// Its turn is still open: a node that claims a turn waits for the messages that are being added, and
/// one that was claimed before this message was added does not answer it.
async fn check_turn(tx: &mut Tx, message: MessageId) -> Result<(), ExecuteError> {
    match tx.turn_of_message(message).await? {
        Some(turn) if turn.state != TurnState::Collecting => {
            Err(ExecuteError::App(Error::StorageUnavailable))
        }
        _ => Ok(()),
    }
}

/// The instance as entry points use it: a newer message always replaces an older one, if there is one.
fn meta(instance: &Instance, is_first: bool) -> InstanceMeta {
    let mut meta = InstanceMeta::of(instance);
    meta.conversation.new_input = if is_first { NewInput::Queue } else { NewInput::Supersede };
    meta
}

fn message(
    app: &App,
    conversation: &Conversation,
    id: ExecutionId,
    text: String,
) -> InboundMessage {
    let address = Address::new(prefixed(CONVERSATION, conversation.id.0));
    InboundMessage {
        external_id: prefixed(EXECUTION, id.0),
        chat: address.clone(),
        chat_type: ChatType::Dm,
        chat_name: None,
        sender: address,
        sender_name: None,
        sender_facts: None,
        from_me: false,
        from_history: false,
        content: Content::text(text),
        media: None,
        reply_to: None,
        context: MessageContext::default(),
        client_id: None,
        timestamp: app.env.now(),
    }
}

fn row(
    app: &App,
    conversation: &Conversation,
    id: ExecutionId,
    message_id: MessageId,
) -> Execution {
    Execution {
        id,
        tenant_id: conversation.tenant_id,
        conversation_id: conversation.id,
        instance_id: conversation.instance_id,
        seq: conversation.seq,
        message_id,
        superseded_at: None,
        created_at: app.env.now(),
    }
}
