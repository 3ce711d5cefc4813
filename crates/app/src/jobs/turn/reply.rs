//! Queueing the parts of an answer, one by one, each with the turn's state in one transaction.

use super::answer::{self, Asked};
use super::body::{self, Body};
use super::{Step, TurnContext, fail, stored, typing};
use crate::app::App;
use crate::error::Error;
use crate::jobs::finish_in;
use crate::messages::{self, Outgoing, StoredSent, queue_message, store_sent};
use crate::persons;
use crate::turns::plan;
use omni_agents::AgentReply;
use omni_domain::content::MessageContext;
use omni_domain::event::Event;
use omni_domain::ids::PersonId;
use omni_domain::message::MessageSource;
use omni_domain::turn::{ReplyPart, Turn, TurnError, TurnOutcome, TurnStage, TurnState};
use omni_storage::Tx;
use std::time::Duration;

/// One step of queueing.
pub(super) struct Queue {
    /// The turn's state before.
    pub(super) previous_state: TurnState,
    /// The event that is appended with it.
    pub(super) event: Option<Event>,
    /// The facts that are remembered with it.
    pub(super) facts: Option<NewFacts>,
    /// The answer is stored, and its first part follows after its pause.
    pub(super) holds: bool,
}

/// Facts that an agent reports to be remembered.
pub(super) struct NewFacts {
    /// Of whom.
    pub(super) person: PersonId,
    /// By key.
    pub(super) facts: Vec<(String, String)>,
}

/// Queues the next part of the turn's plan, and ends the turn with the last one.
pub(super) async fn queue_next(
    app: &App,
    context: &TurnContext,
    turn: Turn,
    queue: Queue,
) -> Result<Step, Error> {
    let index = usize::try_from(turn.queued_parts).unwrap_or_default();
    let planned = turn.reply.as_ref().and_then(|plan| plan.parts.get(index));
    let body = match planned.filter(|_| !queue.holds) {
        // Boxed: a fetch is large, and seldom.
        Some(part) => Some(Box::pin(body::of_part(app, context, part)).await?),
        None => None,
    };
    let stored = body.as_ref().and_then(|body| body.file.as_ref()?.blob_key.clone());
    let (inner, at) = (app.clone(), context.clone());
    let queued = app
        .store
        .write(move |tx| {
            Box::pin(async move { queue_in(&inner, tx, &at, turn, queue, body).await })
        })
        .await;
    // The file of a message that was not queued is removed.
    if let (Some(key), Err(_) | Ok(Queued { is_sent: false, .. })) = (stored, &queued) {
        messages::discard_file(app, &key).await;
    }
    queued.map(|queued| queued.step)
}

/// The outcome of queueing a part.
struct Queued {
    step: Step,
    /// Its message is queued.
    is_sent: bool,
}

impl Queued {
    const fn ended(is_sent: bool) -> Self {
        Self { step: Step::Ended, is_sent }
    }
}

async fn queue_in(
    app: &App,
    tx: &mut Tx,
    context: &TurnContext,
    mut turn: Turn,
    queue: Queue,
    body: Option<Body>,
) -> Result<Queued, Error> {
    let now = app.env.now();
    let plan = turn.reply.as_ref();
    let index = usize::try_from(turn.queued_parts).unwrap_or_default();
    let part = plan.and_then(|plan| plan.parts.get(index)).filter(|_| !queue.holds).cloned();
    let quotes = plan.and_then(|plan| plan.quotes.clone()).filter(|_| index == 0);
    turn.queued_parts += i32::from(part.is_some());
    let is_last =
        !queue.holds && plan.is_some_and(|plan| plan.complete && plan.parts.len() <= index + 1);
    turn.state = if is_last { TurnState::Done } else { TurnState::Replying };
    turn.updated_at = now;
    if is_last {
        turn.outcome = Some(TurnOutcome::Answered);
        turn.ended_at = Some(now);
    }
    if index == 0 || matches!(queue.previous_state, TurnState::Running | TurnState::Awaiting) {
        // A person took the chat over while the agent was working, or before its answer was sent.
        let pause = tx.chat_pause(turn.chat_id).await?;
        if pause.is_some_and(|pause| pause.holds(now)) {
            turn.state = TurnState::Done;
            turn.outcome = Some(TurnOutcome::Paused);
            turn.ended_at = Some(now);
            turn.queued_parts = 0;
            context.update(app, tx, queue.previous_state, &turn).await?;
            finish_in(tx, &context.job).await?;
            return Ok(Queued::ended(false));
        }
    }
    if !context.update(app, tx, queue.previous_state, &turn).await? {
        // Cancelled meanwhile.
        finish_in(tx, &context.job).await?;
        return Ok(Queued::ended(false));
    }
    let is_sent = part.is_some();
    let sent = match (part, body) {
        (Some(part), Some(body)) => send(app, tx, context, &turn, part, body, quotes).await?,
        _ => None,
    };
    if let Some(event) = queue.event {
        tx.append_event(event);
    }
    if let Some(NewFacts { person, facts }) = queue.facts {
        persons::remember(tx, turn.tenant_id, person, &facts, now).await?;
    }
    if let Some(sent) = sent {
        sent.announce(app, tx, &context.live.meta(), &context.chat, &turn);
    }
    if is_last {
        finish_in(tx, &context.job).await?;
        return Ok(Queued::ended(is_sent));
    }
    Ok(Queued { step: Step::On(Box::new(turn)), is_sent })
}

/// Queues a part; or stores it as sent, where there is no network to pass it to.
async fn send(
    app: &App,
    tx: &mut Tx,
    context: &TurnContext,
    turn: &Turn,
    part: ReplyPart,
    body: Body,
    quotes: Option<String>,
) -> Result<Option<StoredSent>, Error> {
    let out = Outgoing {
        id: part.message_id,
        external_id: part.external_id,
        content: body.content,
        context: MessageContext {
            mentions: body.mentions,
            link_preview: body.link_preview.map(Box::new),
            ..MessageContext::default()
        },
        source: MessageSource::Agent,
        sent_by: None,
        reply_to_external_id: quotes,
        owner: context.live.status().owner.map(|owner| owner.id),
        run_at: app.env.now(),
    };
    let (meta, chat) = (context.live.meta(), &context.chat);
    let sent = if stored::is_sent_when_stored(app, tx, context, &out).await? {
        store_sent(app, tx, &meta, chat, out).await?
    } else {
        queue_message(app, tx, &meta, chat, out).await?;
        None
    };
    if let Some(mut file) = body.file {
        file.message_id = Some(part.message_id);
        tx.insert_media(&[file]).await?;
    }
    tx.add_turn_reply(turn.id, part.message_id, turn.queued_parts - 1).await?;
    Ok(sent)
}

/// The rest of an answer that is stored, after its first part or after a crash.
pub(super) async fn go_on(app: &App, context: &TurnContext, turn: Turn) -> Result<Step, Error> {
    let plan = turn.reply.clone().unwrap_or_default();
    let index = usize::try_from(turn.queued_parts).unwrap_or_default();
    if let Some(part) = plan.parts.get(index) {
        pause(app, context, part.pause_ms).await;
    } else if !plan.complete {
        // The process ended while the agent was still answering. Half of the answer is sent, so it
        // is not asked again.
        return fail::broken_off(app, context, turn, cut_short()).await;
    }
    let queue =
        Queue { previous_state: TurnState::Replying, event: None, facts: None, holds: false };
    queue_next(app, context, turn, queue).await
}

fn cut_short() -> TurnError {
    TurnError {
        stage: TurnStage::AgentResponse,
        code: "agent_interrupted".to_owned(),
        message: "the server stopped in the middle of the answer".to_owned(),
    }
}

/// The pause before a part, with "typing…" renewed.
async fn pause(app: &App, context: &TurnContext, millis: u64) {
    if millis == 0 {
        return;
    }
    tokio::select! {
        () = tokio::time::sleep(Duration::from_millis(millis)) => {}
        never = typing::keep(app, context) => match never {},
    }
}

/// Queues the paragraphs of an answer while it is still arriving.
pub(super) struct Writer<'a> {
    app: &'a App,
    context: &'a TurnContext,
    asked: &'a Asked,
    turn: Turn,
    /// The turn was cancelled: nothing more is sent.
    gone: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        app: &'a App,
        context: &'a TurnContext,
        mut turn: Turn,
        asked: &'a Asked,
    ) -> Self {
        turn.reply = Some(plan::empty(&context.instance, Some(&asked.last)));
        Self { app, context, asked, turn, gone: false }
    }

    pub(super) fn into_turn(self) -> Turn {
        self.turn
    }

    /// Queues the messages of a section; returns whether the turn continues.
    pub(super) async fn add(&mut self, section: &str) -> Result<bool, Error> {
        if self.gone {
            return Ok(false);
        }
        let mut plan = self.turn.reply.take().unwrap_or_default();
        plan::add(self.app, &self.context.instance, &mut plan, section)?;
        self.turn.reply = Some(plan);
        while let Some(part) = self.next().filter(|_| !self.gone) {
            pause(self.app, self.context, part.pause_ms).await;
            self.turn.answered_at = self.turn.answered_at.or_else(|| Some(self.app.env.now()));
            let queue =
                Queue { previous_state: self.turn.state, event: None, facts: None, holds: false };
            match queue_next(self.app, self.context, self.turn.clone(), queue).await? {
                Step::On(turn) => self.turn = *turn,
                Step::Ended => self.gone = true,
            }
        }
        Ok(!self.gone)
    }

    /// The next part that is planned and not queued.
    fn next(&self) -> Option<ReplyPart> {
        let index = usize::try_from(self.turn.queued_parts).unwrap_or_default();
        self.turn.reply.as_ref()?.parts.get(index).cloned()
    }

    /// The answer is complete.
    pub(super) async fn finish(
        mut self,
        rest: Vec<String>,
        reply: &AgentReply,
    ) -> Result<Step, Error> {
        if self.gone {
            return Ok(Step::Ended);
        }
        if self.turn.queued_parts == 0 {
            // It was one paragraph.
            return answer::record(self.app, self.context, self.turn, self.asked, reply).await;
        }
        let mut whole = self.turn.reply.take().unwrap_or_default();
        // A refusal is not for the reader, whatever of it has gone out.
        let is_refused = reply.text.is_empty();
        for section in rest.iter().filter(|_| !is_refused) {
            plan::add(self.app, &self.context.instance, &mut whole, section)?;
        }
        whole.complete = true;
        let (turn, text) = (&self.turn, whole.text());
        let event = answer::response_event(self.app, self.context, turn, self.asked, reply, text);
        answer::note(self.app, &mut self.turn, &mut whole, reply);
        let index = usize::try_from(self.turn.queued_parts).unwrap_or_default();
        if let Some(part) = whole.parts.get(index) {
            pause(self.app, self.context, part.pause_ms).await;
        }
        self.turn.reply = Some(whole);
        let facts = self.asked.new_facts(reply);
        let queue =
            Queue { previous_state: self.turn.state, event: Some(event), facts, holds: false };
        queue_next(self.app, self.context, self.turn, queue).await
    }
}
