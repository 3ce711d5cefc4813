//! Detects conversations of two programs: an agent's answers that are answered by another agent,
//! without end.
//!
//! Signs are messages that follow the agent's answers within seconds, many times in a row; the same
//! text repeatedly; the number of another instance; and more answers in an hour than a person
//! reads.

use super::{Step, TurnContext};
use crate::app::App;
use crate::error::Error;
use crate::jobs::finish_in;
use crate::turns::collect;
use omni_domain::Timestamp;
use omni_domain::event::PausedBy;
use omni_domain::message::{Direction, Message, MessageSource};
use omni_domain::turn::{Turn, TurnOutcome, TurnState};
use omni_storage::ChatPause;
use std::time::Duration;

/// A message this soon after an answer is a quick one.
const QUICK: Duration = Duration::from_secs(10);
/// A longer gap ends a series of exchanges.
const LONGEST_GAP: Duration = Duration::from_mins(1);
/// Quick exchanges with another instance's number that are a loop.
const WITH_OWN_INSTANCE: usize = 4;
/// Exchanges of the same text that are a loop.
const REPEATS: usize = 6;
/// Messages that are read first, and when those are one series.
const FEW: u32 = 8;
const MANY: u32 = 200;
const HOUR: Duration = Duration::from_hours(1);

/// An answer of the agent and the message that followed it.
#[derive(Debug, PartialEq, Eq)]
struct Exchange<'a> {
    answer: Option<&'a str>,
    message: Option<&'a str>,
    gap: Duration,
}

/// The last exchanges of a chat, newest first, up to the first longer gap or the first message that
/// neither the agent nor the newest message's sender wrote.
#[derive(Debug, PartialEq, Eq)]
struct Series<'a> {
    exchanges: Vec<Exchange<'a>>,
    /// The messages begin in the middle of the series.
    is_cut: bool,
}

impl<'a> Series<'a> {
    /// The series at the end of these messages, which are in order.
    fn of(messages: &'a [Message]) -> Self {
        let mut exchanges = Vec::new();
        let mut rest = messages;
        loop {
            let (before, written) = run(rest, is_inbound_of(messages.last()));
            let (earlier, answers) = run(before, is_answer);
            let (Some(message), Some(answer)) = (written.last(), answers.last()) else {
                return Self { exchanges, is_cut: before.is_empty() };
            };
            let gap = message.created_at.since(answer.created_at);
            if gap > LONGEST_GAP {
                return Self { exchanges, is_cut: false };
            }
            let (answer, message) = (answer.content.typed_text(), message.content.typed_text());
            exchanges.push(Exchange { answer, message, gap });
            rest = earlier;
        }
    }

    fn quick(&self) -> usize {
        self.exchanges.iter().take_while(|one| one.gap <= QUICK).count()
    }

    /// How many exchanges in a row have the newest message's text, or repeat the answer before.
    fn repeated(&self) -> usize {
        let newest = self.exchanges.first().and_then(|one| one.message);
        let repeats = |one: &&Exchange<'_>| {
            one.message.is_some() && (one.message == newest || one.message == one.answer)
        };
        self.exchanges.iter().take_while(repeats).count()
    }
}

/// Splits off the longest end of which every message is such a one.
fn run(messages: &[Message], is_such: impl Fn(&Message) -> bool) -> (&[Message], &[Message]) {
    let length = messages.iter().rev().take_while(|message| is_such(message)).count();
    messages.split_at(messages.len() - length)
}

fn is_inbound_of(last: Option<&Message>) -> impl Fn(&Message) -> bool {
    let sender = last.map(|last| last.sender_platform_id.clone());
    move |message| {
        message.direction == Direction::Inbound
            && message.source == MessageSource::Realtime
            && sender.as_ref() == Some(&message.sender_platform_id)
    }
}

fn is_answer(message: &Message) -> bool {
    message.direction == Direction::Outbound && message.source == MessageSource::Agent
}

/// Whether the chat is a loop.
pub(super) async fn is_loop(
    app: &App,
    context: &TurnContext,
    now: Timestamp,
) -> Result<bool, Error> {
    let conversation = &context.instance.config.conversation;
    let limit = conversation.loop_limit as usize;
    if limit == 0 {
        return Ok(false);
    }
    let mut messages = newest(app, context, FEW).await?;
    let is_long = messages.len() >= FEW as usize && Series::of(&messages).is_cut;
    if is_long {
        messages = newest(app, context, MANY).await?;
    }
    let series = Series::of(&messages);
    let (quick, repeated) = (series.quick(), series.repeated());
    if quick >= limit || repeated >= REPEATS.min(limit) {
        return Ok(true);
    }
    let sender = messages.last().map(|message| message.sender_platform_id.as_str());
    if quick >= WITH_OWN_INSTANCE.min(limit) && sender.is_some_and(|sender| is_own(app, sender)) {
        return Ok(true);
    }
    let most = conversation.answers_per_hour;
    if most == 0 || !is_long {
        return Ok(false);
    }
    let since = now.minus(HOUR);
    let answered = app.store.asked_in_chat(context.chat.id, since, most).await?;
    Ok(answered.len() >= most as usize)
}

/// The newest messages of the chat, in the order in which they were received or written here: the
/// network's timestamps are whole seconds of another clock.
async fn newest(app: &App, context: &TurnContext, limit: u32) -> Result<Vec<Message>, Error> {
    let mut messages = app.store.recent_messages(context.chat.id, limit).await?;
    messages.sort_by_key(|message| (message.created_at, message.id));
    Ok(messages)
}

/// Whether an instance of this server that has an agent has the address.
fn is_own(app: &App, address: &str) -> bool {
    app.sessions.all().iter().any(|live| {
        live.meta().agent_on
            && live.status().owner.is_some_and(|owner| owner.all().any(|own| own == address))
    })
}

/// Pauses the agent in the chat and ends the turn without an answer.
pub(super) async fn pause(
    app: &App,
    context: &TurnContext,
    mut turn: Turn,
    now: Timestamp,
) -> Result<Step, Error> {
    let wait = Duration::from_millis(context.instance.config.conversation.loop_pause_ms);
    let pause = ChatPause {
        chat_id: context.chat.id,
        until: Some(now.plus(wait)),
        since: now,
        by: PausedBy::Loop,
        updated_at: now,
    };
    tracing::warn!(instance.id = %context.instance.id, chat.id = %pause.chat_id, "two programs answer each other; the agent is paused in their chat");
    let event = collect::paused(app, &context.live.meta(), &pause, &context.chat.address.id);
    let (inner, context, previous) = (app.clone(), context.clone(), turn.state);
    turn.state = TurnState::Done;
    turn.outcome = Some(TurnOutcome::Paused);
    turn.ended_at = Some(now);
    turn.updated_at = now;
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if context.update(&inner, tx, previous, &turn).await? {
                    tx.pause_chat(&pause).await?;
                    tx.append_event(event);
                }
                finish_in(tx, &context.job).await?;
                Ok::<_, Error>(Step::Ended)
            })
        })
        .await
}
