//! The quiet time is over: no message is added any more, and access and takeover are decided.

use super::{Step, TurnContext, loops, media, postpone};
use crate::access::{self, Verdict};
use crate::ai_layers;
use crate::app::App;
use crate::error::Error;
use crate::jobs::{drop_job, finish_in};
use crate::messages::{Outgoing, queue_message};
use crate::sessions::duplicates;
use crate::turns::collect;
use omni_domain::Timestamp;
use omni_domain::ai_layer::AiSkip;
use omni_domain::content::{Content, MessageContext};
use omni_domain::event::{AccessDecision, Event, EventBody};
use omni_domain::ids::{MediaId, MessageId};
use omni_domain::message::{Message, MessageSource};
use omni_domain::rules::{RuleActionKind, Why};
use omni_domain::turn::{Turn, TurnError, TurnOutcome, TurnStage, TurnState};
use omni_storage::Tx;
use std::collections::HashMap;
use std::time::Duration;

/// When a turn checks again whether the one before it is over.
pub(super) const AFTER_CONFLICT: Duration = Duration::from_millis(500);

pub(super) async fn claim(app: &App, context: &TurnContext, turn: Turn) -> Result<Step, Error> {
    let now = app.env.now();
    if now < turn.due_at {
        return postpone(app, &context.job, turn.due_at).await;
    }
    if let Some(outcome) = without_answer(app, context, now).await? {
        return end(app, context, turn, outcome).await;
    }
    if let Some(why) = ai_layers::skip(app, &context.instance, &context.chat).await? {
        return skip(app, context, turn, why).await;
    }
    if loops::is_loop(app, context, now).await? {
        return loops::pause(app, context, turn, now).await;
    }
    if let Some(free_at) = super::limits::wait_until(app, &context.instance, &turn).await? {
        return postpone(app, &context.job, free_at).await;
    }
    loop {
        let messages = app.store.turn_messages(turn.id).await?;
        let plan = Plan::of(app, context, &messages).await?;
        match write(app, context, turn.clone(), plan).await {
            Ok(Some(step)) => return Ok(step),
            // Two chats were merged, and the other's turn is in progress: this one follows it.
            Err(Error::Conflict(_)) => {
                return postpone(app, &context.job, now.plus(AFTER_CONFLICT)).await;
            }
            Err(error) => return Err(error),
            Ok(None) => {}
        }
        // More messages arrived meanwhile: decide about them, too.
    }
}

/// Why there is no answer in this chat for now.
async fn without_answer(
    app: &App,
    context: &TurnContext,
    now: Timestamp,
) -> Result<Option<TurnOutcome>, Error> {
    if !context.instance.agent.is_some_and(|agent| agent.answers) {
        return Ok(Some(TurnOutcome::NoAgent));
    }
    if duplicates::is_answered_elsewhere(app, &context.instance).await? {
        return Ok(Some(TurnOutcome::Duplicate));
    }
    let pause = app.store.chat_pause(context.chat.id).await?;
    Ok(pause.filter(|pause| pause.holds(now)).map(|_| TurnOutcome::Paused))
}

/// What was decided about the messages of a turn.
struct Plan {
    messages: Vec<MessageId>,
    events: Vec<Event>,
    /// The text for a blocked sender; set only if no sender is allowed.
    notice: Option<String>,
    allowed: bool,
    files: Vec<(MessageId, MediaId)>,
}

impl Plan {
    async fn of(app: &App, context: &TurnContext, messages: &[Message]) -> Result<Self, Error> {
        let mut plan = Self {
            messages: messages.iter().map(|message| message.id).collect(),
            events: Vec::new(),
            notice: None,
            allowed: false,
            files: Vec::new(),
        };
        plan.messages.sort_unstable();
        let mut notice = None;
        let mut wanted = Vec::new();
        let mut verdicts: HashMap<&str, Verdict> = HashMap::new();
        for message in messages {
            let sender = message.sender_platform_id.as_str();
            if !verdicts.contains_key(sender) {
                let verdict = verdict(app, context, message).await?;
                plan.events.extend(event(app, context, message, &verdict));
                verdicts.insert(sender, verdict);
            }
            let verdict = &verdicts[sender];
            plan.allowed |= verdict.allowed;
            if verdict.action == RuleActionKind::Block {
                let rule = verdict.rule.as_ref();
                notice = notice.or_else(|| rule.and_then(|rule| rule.action.message.clone()));
            }
            if verdict.allowed || context.instance.config.media.process_on_blocked {
                wanted.push(message);
            }
        }
        plan.notice = notice.filter(|_| !plan.allowed);
        plan.files = media::unread(app, context, &wanted).await?;
        Ok(plan)
    }

    /// Whether a claim that is lost with the machine's power is made again with nothing sent twice. The
    /// number of an event that is published must not be given to another.
    const fn is_repeatable(&self) -> bool {
        self.events.is_empty() && self.notice.is_none() && self.files.is_empty()
    }
}

/// The verdict of the access rules about a message's sender.
async fn verdict(app: &App, context: &TurnContext, message: &Message) -> Result<Verdict, Error> {
    access::decide_for_message(app, &context.instance, &context.chat, message).await
}

/// The messages of senders that are allowed.
pub(super) async fn allowed(
    app: &App,
    context: &TurnContext,
    messages: Vec<Message>,
) -> Result<Vec<Message>, Error> {
    let mut verdicts: HashMap<String, bool> = HashMap::new();
    let mut kept = Vec::with_capacity(messages.len());
    for message in messages {
        let sender = &message.sender_platform_id;
        let is_allowed = if let Some(known) = verdicts.get(sender) {
            *known
        } else {
            let verdict = verdict(app, context, &message).await?;
            verdicts.insert(sender.clone(), verdict.allowed);
            verdict.allowed
        };
        if is_allowed {
            kept.push(message);
        }
    }
    Ok(kept)
}

/// A denial always has an event; an admission only where a rule decided it: otherwise every message
/// would have one more event.
fn event(app: &App, context: &TurnContext, message: &Message, verdict: &Verdict) -> Option<Event> {
    let decision = AccessDecision {
        message_id: message.id,
        address: message.sender_platform_id.clone(),
        person_id: message.sender_person_id,
        rule_id: verdict.rule.as_ref().map(|rule| rule.id),
        action: verdict.action,
        reason: verdict.reason.clone(),
        mode: verdict.mode,
    };
    let body = match (verdict.allowed, verdict.why) {
        (false, _) => EventBody::AccessDenied(decision),
        (true, Why::Rule) => EventBody::AccessAllowed(decision),
        (true, _) => return None,
    };
    let chat = &context.chat.address.id;
    Some(crate::messages::event(app, &context.live.meta(), body, message, chat))
}

/// Claims the turn as planned; `None` if more messages had arrived by then.
async fn write(
    app: &App,
    context: &TurnContext,
    turn: Turn,
    plan: Plan,
) -> Result<Option<Step>, Error> {
    let (inner, context) = (app.clone(), context.clone());
    if plan.is_repeatable() {
        let claim = app.store.write_unsynced(move |tx| {
            Box::pin(async move { write_in(&inner, tx, &context, turn, plan).await })
        });
        return claim.await;
    }
    app.store
        .write(move |tx| Box::pin(async move { write_in(&inner, tx, &context, turn, plan).await }))
        .await
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    context: &TurnContext,
    mut turn: Turn,
    plan: Plan,
) -> Result<Option<Step>, Error> {
    // A message that another node is adding is waited for; one that is later finds the turn claimed.
    if tx.lock_turn(turn.tenant_id, turn.id).await?.is_none() {
        finish_in(tx, &context.job).await?;
        return Ok(Some(Step::Ended));
    }
    if tx.turn_message_ids(turn.id).await? != plan.messages {
        return Ok(None);
    }
    let now = app.env.now();
    turn.collected_at = Some(now);
    turn.updated_at = now;
    turn.state = match (plan.allowed, plan.files.is_empty()) {
        (false, _) => TurnState::Done,
        (true, false) => TurnState::WaitingMedia,
        (true, true) => TurnState::Running,
    };
    match turn.state {
        TurnState::Done => {
            turn.outcome = Some(TurnOutcome::Blocked);
            turn.ended_at = Some(now);
        }
        TurnState::WaitingMedia => {
            let wait = Duration::from_millis(context.instance.config.conversation.media_wait_ms);
            turn.media_due_at = Some(now.plus(wait));
        }
        _ => turn.asked_at = Some(now),
    }
    if !context.update(app, tx, TurnState::Collecting, &turn).await? {
        // Cancelled meanwhile.
        finish_in(tx, &context.job).await?;
        return Ok(Some(Step::Ended));
    }
    for event in plan.events {
        tx.append_event(event);
    }
    for (message, file) in plan.files {
        tx.insert_job(media::job(app, context, message, file));
    }
    if let Some(text) = plan.notice {
        queue_notice(app, tx, context, text).await?;
    }
    match turn.state {
        TurnState::Done => finish_in(tx, &context.job).await?,
        TurnState::WaitingMedia => {
            let due = turn.media_due_at.unwrap_or(now);
            tx.postpone_job(context.job.id, context.job.attempts, due).await?;
        }
        _ => return Ok(Some(Step::On(Box::new(turn)))),
    }
    Ok(Some(Step::Ended))
}

/// Queues a text of the server's, not of the agent's.
pub(super) async fn queue_notice(
    app: &App,
    tx: &mut Tx,
    context: &TurnContext,
    text: String,
) -> Result<(), Error> {
    let out = Outgoing {
        id: app.env.id(),
        external_id: app.channel(context.instance.channel)?.new_message_id(),
        content: Content::text(text),
        context: MessageContext::default(),
        source: MessageSource::Agent,
        sent_by: None,
        reply_to_external_id: None,
        owner: context.live.status().owner.map(|owner| owner.id),
        run_at: app.env.now(),
    };
    queue_message(app, tx, &context.live.meta(), &context.chat, out).await.map(drop)
}

/// Ends a turn without an answer because a layer of the AI settings demands it.
pub(super) async fn skip(
    app: &App,
    context: &TurnContext,
    mut turn: Turn,
    why: AiSkip,
) -> Result<Step, Error> {
    turn.error = Some(TurnError {
        stage: TurnStage::Prepare,
        code: why.as_str().to_owned(),
        message: why.reason().to_owned(),
    });
    end(app, context, turn, TurnOutcome::Disabled).await
}

/// Ends a turn without an answer, from whatever state it is in.
pub(super) async fn end(
    app: &App,
    context: &TurnContext,
    mut turn: Turn,
    outcome: TurnOutcome,
) -> Result<Step, Error> {
    let (inner, context) = (app.clone(), context.clone());
    let (now, previous_state) = (app.env.now(), turn.state);
    turn.state = TurnState::Done;
    turn.outcome = Some(outcome);
    turn.ended_at = Some(now);
    turn.updated_at = now;
    app.store
        .write(move |tx| {
            Box::pin(async move {
                context.update(&inner, tx, previous_state, &turn).await?;
                finish_in(tx, &context.job).await
            })
        })
        .await?;
    Ok(Step::Ended)
}

/// The dead letter of a failed turn was retried: the turn begins anew, or its messages are added
/// to the turn that is gathered now.
pub(super) async fn again(app: &App, context: &TurnContext, turn: Turn) -> Result<Step, Error> {
    let (inner, at) = (app.clone(), context.clone());
    let revived = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let (meta, address) = (at.live.meta(), &at.chat.address.id);
                collect::revive_in(&inner, tx, &meta, address, turn, at.job.id).await
            })
        })
        .await?;
    if revived.job_id == context.job.id {
        return Ok(Step::On(Box::new(revived)));
    }
    drop_job(app, &context.job).await?;
    Ok(Step::Ended)
}
