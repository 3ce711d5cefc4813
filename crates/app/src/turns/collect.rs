//! Adding messages to turns, and takeovers: in the transaction that stores the message.

use super::{automatic, changed};
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_domain::Timestamp;
use omni_domain::conversation::ChatType;
use omni_domain::conversation_settings::{Addressing, NewInput};
use omni_domain::event::{AgentCancelled, AgentPaused, CancelReason, Event, EventBody, PausedBy};
use omni_domain::ids::{ChatId, JobId, MessageId, PersonId, TurnId};
use omni_domain::instance::{DebounceMode, MessagingConfig};
use omni_domain::job::NewJob;
use omni_domain::job::payloads::TurnPayload;
use omni_domain::turn::{Turn, TurnState};
use omni_storage::{ChatPause, Tx};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// The order key of everything an agent does in a chat.
pub(crate) fn turn_order_key(chat: ChatId) -> String {
    format!("turn:{chat}")
}

/// The chat of such an order.
pub(crate) fn chat_of_order_key(key: &str) -> Option<ChatId> {
    key.strip_prefix("turn:")?.parse().ok()
}

/// The part of a group of messages that concerns turns, so that the group writes each kind once.
#[derive(Default)]
pub(crate) struct Collected {
    // Always in one order, so that two nodes on one Postgres cannot deadlock.
    inputs: BTreeMap<ChatId, Input>,
    taken: BTreeMap<ChatId, Taken>,
}

struct Input {
    meta: Arc<InstanceMeta>,
    address: String,
    person: Option<PersonId>,
    messages: Vec<MessageId>,
    at: Timestamp,
}

struct Taken {
    meta: Arc<InstanceMeta>,
    address: String,
    at: Timestamp,
}

/// Whether a message is to be answered, by its instance's settings.
pub(crate) fn is_addressed(
    app: &App,
    meta: &InstanceMeta,
    chat_type: ChatType,
    message: Addressing<'_>,
) -> bool {
    if chat_type == ChatType::Broadcast {
        return false;
    }
    let owner = app.sessions.get(meta.id).and_then(|live| live.status().owner);
    let own: Vec<&str> = owner.iter().flat_map(omni_domain::conversation::Address::all).collect();
    let is_direct = chat_type == ChatType::Dm;
    meta.conversation.reply_filter.admits(&Addressing { is_direct, own: &own, ..message })
}

impl Collected {
    /// A message that is to be answered.
    pub(crate) fn add(
        &mut self,
        meta: &Arc<InstanceMeta>,
        chat: ChatId,
        address: &str,
        person: Option<PersonId>,
        message: MessageId,
        at: Timestamp,
    ) {
        let input = self.inputs.entry(chat).or_insert_with(|| Input {
            meta: Arc::clone(meta),
            address: address.to_owned(),
            person,
            messages: Vec::new(),
            at,
        });
        input.messages.push(message);
    }

    /// A message that a person wrote instead of the agent.
    pub(crate) fn take_over(
        &mut self,
        meta: &Arc<InstanceMeta>,
        chat: ChatId,
        address: &str,
        at: Timestamp,
    ) {
        let taken = Taken { meta: Arc::clone(meta), address: address.to_owned(), at };
        self.taken.insert(chat, taken);
    }

    pub(crate) async fn write(self, app: &App, tx: &mut Tx) -> Result<(), Error> {
        for (chat, taken) in &self.taken {
            let meta = &taken.meta;
            if automatic::is_automatic(tx, meta, *chat, taken.at).await? {
                continue;
            }
            pause_for_person(app, tx, meta, *chat, &taken.address, taken.at).await?;
        }
        if self.inputs.is_empty() {
            return Ok(());
        }
        let chats: Vec<ChatId> = self.inputs.keys().copied().collect();
        let open = tx.turns_of_chats(&chats, &[TurnState::Collecting]).await?;
        let mut open: HashMap<ChatId, TurnId> =
            open.into_iter().map(|turn| (turn.chat_id, turn.id)).collect();
        let (mut fresh, mut joins, mut moves) = (Vec::new(), Vec::new(), Vec::new());
        for (chat, input) in &self.inputs {
            let quiet = quiet_time(&input.meta.messaging);
            let id = if let Some(id) = open.get(chat) {
                if let Some(quiet) = quiet {
                    moves.push((*id, input.at.plus(quiet)));
                }
                *id
            } else {
                let turn = open_turn(app, tx, *chat, input, quiet);
                open.insert(*chat, turn.id);
                fresh.push(turn);
                open[chat]
            };
            joins.extend(input.messages.iter().map(|message| (*message, id)));
        }
        tx.insert_turns(&fresh).await?;
        for turn in &fresh {
            let input = &self.inputs[&turn.chat_id];
            tx.append_event(changed::event(app, &input.meta, &input.address, turn));
        }
        tx.move_turns_due(&moves).await?;
        tx.join_turns(&joins).await?;
        self.supersede(app, tx, &open).await
    }

    /// The answer in progress is cancelled where the instance is set so; its messages are added to
    /// the new turn.
    async fn supersede(
        &self,
        app: &App,
        tx: &mut Tx,
        open: &HashMap<ChatId, TurnId>,
    ) -> Result<(), Error> {
        let chats: Vec<ChatId> = self
            .inputs
            .iter()
            .filter(|(_, input)| input.meta.conversation.new_input == NewInput::Supersede)
            .map(|(chat, _)| *chat)
            .collect();
        let mut active =
            tx.turns_of_chats(&chats, &[TurnState::WaitingMedia, TurnState::Running]).await?;
        // Of those that wait for a late answer; a turn that has it sends it.
        let awaiting = tx.turns_of_chats(&chats, &[TurnState::Awaiting]).await?;
        active.extend(awaiting.into_iter().filter(|turn| turn.reply.is_none()));
        for mut turn in active {
            let (Some(input), Some(next)) =
                (self.inputs.get(&turn.chat_id), open.get(&turn.chat_id))
            else {
                continue;
            };
            let previous_state = turn.state;
            turn.state = TurnState::Superseded;
            turn.superseded_by = Some(*next);
            turn.ended_at = Some(input.at);
            turn.updated_at = input.at;
            let address = &input.address;
            if changed::update(app, tx, &input.meta, address, previous_state, &turn).await? {
                tx.move_turn_messages(turn.id, *next).await?;
                // It may wait for files, and holds the chat's position in the queue.
                tx.make_job_due(turn.job_id, input.at).await?;
                tx.append_event(cancelled(
                    app,
                    &input.meta,
                    &turn,
                    address,
                    CancelReason::Superseded,
                ));
            }
        }
        Ok(())
    }
}

fn open_turn(app: &App, tx: &mut Tx, chat: ChatId, input: &Input, quiet: Option<Duration>) -> Turn {
    let meta = &input.meta;
    let quiet = quiet.unwrap_or_default();
    let due_at = input.at.plus(quiet);
    let turn = Turn {
        id: app.env.id(),
        tenant_id: meta.tenant_id,
        instance_id: meta.id,
        chat_id: chat,
        person_id: input.person,
        state: TurnState::Collecting,
        outcome: None,
        due_at,
        latest_due_at: input.at.plus(quiet.max(app.config.turns.debounce_max_wait)),
        media_due_at: None,
        job_id: app.env.id(),
        attempts: 0,
        agent_id: None,
        agent_version: None,
        session_id: None,
        reply: None,
        queued_parts: 0,
        error: None,
        superseded_by: None,
        agent_latency_ms: None,
        created_at: input.at,
        collected_at: None,
        asked_at: None,
        answered_at: None,
        ended_at: None,
        updated_at: input.at,
    };
    let job = job_of(app, &turn, turn.job_id, due_at);
    let is_owner = app.sessions.get(meta.id).is_some_and(|live| live.is_held());
    if is_owner && due_at <= app.env.now() {
        app.insert_due_job(tx, job);
    } else {
        tx.insert_job(job);
    }
    turn
}

/// The job that runs a turn.
pub(crate) fn job_of(app: &App, turn: &Turn, id: JobId, run_at: Timestamp) -> NewJob {
    app.new_job_as(id, turn.tenant_id, &TurnPayload { turn_id: turn.id })
        .of_instance(turn.instance_id)
        .in_order(turn_order_key(turn.chat_id))
        .due(run_at)
}

/// The quiet time before the agent is asked; `None` if it is not asked.
pub(crate) fn quiet_time(messaging: &MessagingConfig) -> Option<Duration> {
    let millis = match messaging.debounce_mode {
        DebounceMode::Disabled => return None,
        DebounceMode::Fixed => messaging.debounce_ms,
        DebounceMode::Randomized => rand::random_range(
            messaging.debounce_min_ms..=messaging.debounce_max_ms.max(messaging.debounce_min_ms),
        ),
    };
    Some(Duration::from_millis(millis))
}

/// The other side is typing: the quiet time begins again, where the instance is set so.
pub(crate) async fn typing(
    tx: &mut Tx,
    meta: &InstanceMeta,
    chat: ChatId,
    now: Timestamp,
) -> Result<(), Error> {
    let wanted = meta.agent_on && meta.conversation.restart_on_typing;
    if let Some(quiet) = quiet_time(&meta.messaging).filter(|_| wanted) {
        tx.postpone_turn(chat, now.plus(quiet)).await?;
    }
    Ok(())
}

/// A person wrote in a chat themselves: the agent pauses there for the instance's takeover time.
pub(crate) async fn pause_for_person(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    chat: ChatId,
    address: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let wait = Duration::from_millis(meta.conversation.takeover_ms);
    if !meta.agent_on || wait.is_zero() {
        return Ok(());
    }
    let known = tx.chat_pause(chat).await?.is_some_and(|pause| pause.holds(now));
    let pause = ChatPause {
        chat_id: chat,
        until: Some(now.plus(wait)),
        since: now,
        by: PausedBy::Person,
        updated_at: now,
    };
    if known {
        tx.extend_pauses(&[pause]).await?;
        return Ok(());
    }
    tx.pause_chat(&pause).await?;
    tx.append_event(paused(app, meta, &pause, address));
    Ok(())
}

/// The event of a pause.
pub(crate) fn paused(app: &App, meta: &InstanceMeta, pause: &ChatPause, address: &str) -> Event {
    let body = AgentPaused { chat: address.to_owned(), until: pause.until, by: pause.by };
    about(app, meta, body, pause.chat_id, address)
}

/// The event of a cancelled turn.
pub(crate) fn cancelled(
    app: &App,
    meta: &InstanceMeta,
    turn: &Turn,
    address: &str,
    reason: CancelReason,
) -> Event {
    let body = AgentCancelled {
        turn_id: turn.id,
        chat: address.to_owned(),
        reason,
        superseded_by: turn.superseded_by,
    };
    let mut event = about(app, meta, body, turn.chat_id, address);
    event.person_id = turn.person_id;
    event
}

/// An event about a chat.
pub(crate) fn about(
    app: &App,
    meta: &InstanceMeta,
    body: impl Into<EventBody>,
    chat: ChatId,
    address: &str,
) -> Event {
    let mut event = Event::new(app.env.id(), meta.tenant_id, body, app.env.now());
    event.instance_id = Some(meta.id);
    event.channel = Some(meta.channel);
    event.chat_id = Some(chat);
    event.chat_external_id = Some(address.to_owned());
    event
}

/// A turn that was given up begins anew with this job; or, if messages are being gathered in its
/// chat, its messages are added to that turn. Returns the turn that has its messages.
pub(crate) async fn revive_in(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    address: &str,
    mut turn: Turn,
    job: JobId,
) -> Result<Turn, Error> {
    let now = app.env.now();
    let previous_state = turn.state;
    let open = tx.turns_of_chats(&[turn.chat_id], &[TurnState::Collecting]).await?.pop();
    turn.updated_at = now;
    if let Some(open) = open {
        turn.state = TurnState::Superseded;
        turn.superseded_by = Some(open.id);
        changed::update(app, tx, meta, address, previous_state, &turn).await?;
        tx.move_turn_messages(turn.id, open.id).await?;
        return Ok(open);
    }
    turn.state = TurnState::Collecting;
    turn.due_at = now;
    turn.job_id = job;
    turn.attempts = 0;
    turn.error = None;
    turn.reply = None;
    turn.queued_parts = 0;
    turn.outcome = None;
    turn.collected_at = None;
    turn.asked_at = None;
    turn.answered_at = None;
    turn.ended_at = None;
    changed::update(app, tx, meta, address, previous_state, &turn).await?;
    Ok(turn)
}
