//! The agent did not answer: another attempt, or the end.

use super::answer::{Asked, millis};
use super::{Step, TurnContext, claim};
use crate::app::App;
use crate::error::Error;
use crate::jobs::{bury_event, clip, drop_job, retry_at};
use crate::messages;
use crate::turns::collect;
use omni_agents::AgentError;
use omni_domain::Timestamp;
use omni_domain::event::{self, Event};
use omni_domain::ids::TurnId;
use omni_domain::job::Job;
use omni_domain::turn::{Turn, TurnError, TurnStage, TurnState};

/// Retries what is retryable, as often as configured.
pub(super) async fn failed(
    app: &App,
    context: &TurnContext,
    mut turn: Turn,
    asked: &Asked,
    error: &AgentError,
) -> Result<Step, Error> {
    let has_begun = turn.state == TurnState::Replying;
    let job = &context.job;
    let again = error.retryable() && !has_begun && job.attempts < job.max_attempts;
    let why = TurnError {
        stage: if has_begun { TurnStage::AgentResponse } else { TurnStage::AgentRequest },
        code: error.code().to_owned(),
        message: clip(&error.to_string()),
    };
    tracing::warn!(instance.id = %context.instance.id, turn.id = %turn.id, error.code = error.code(), again, "the agent did not answer");
    let event = about_message(app, context, &turn, asked, &why, again);
    if !again {
        return give_up_with(app, context, turn, why, Some(event)).await;
    }
    let mut run_at = retry_at(app, job);
    if let Some(wait) = error.retry_after() {
        run_at = run_at.max(app.env.now().plus(wait));
    }
    turn.reply = None;
    turn.error = Some(why);
    try_later(app, context, turn, event, run_at).await
}

async fn try_later(
    app: &App,
    context: &TurnContext,
    mut turn: Turn,
    event: Event,
    run_at: Timestamp,
) -> Result<Step, Error> {
    let job = context.job.clone();
    turn.updated_at = app.env.now();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let text = turn.error.as_ref().map(|error| error.message.clone());
                // If it was cancelled meanwhile, the next attempt finds that out.
                if tx.update_turn(TurnState::Running, &turn).await? {
                    tx.append_event(event);
                }
                let text = text.unwrap_or_default();
                tx.retry_job(job.id, job.attempts, run_at, &text).await?;
                Ok::<_, Error>(Step::Ended)
            })
        })
        .await
}

/// `agent.error`, about the last message of the turn.
fn about_message(
    app: &App,
    context: &TurnContext,
    turn: &Turn,
    asked: &Asked,
    why: &TurnError,
    again: bool,
) -> Event {
    let (meta, chat) = (context.live.meta(), &context.chat.address.id);
    let body = event::AgentError {
        message_id: Some(asked.last.id),
        will_retry: again,
        processing_ms: Some(millis(app.env.now().since(turn.created_at))),
        ..body(turn, why)
    };
    messages::event(app, &meta, body, &asked.last, chat)
}

fn body(turn: &Turn, why: &TurnError) -> event::AgentError {
    event::AgentError {
        turn_id: Some(turn.id),
        message_id: None,
        error: why.message.clone(),
        error_code: why.code.clone(),
        error_stage: why.stage,
        retry_count: turn.attempts,
        will_retry: false,
        processing_ms: None,
    }
}

/// The end of a turn whose answer was interrupted.
pub(super) async fn broken_off(
    app: &App,
    context: &TurnContext,
    turn: Turn,
    why: TurnError,
) -> Result<Step, Error> {
    let event = of_turn(app, context, &turn, &why);
    give_up_with(app, context, turn, why, Some(event)).await
}

fn of_turn(app: &App, context: &TurnContext, turn: &Turn, why: &TurnError) -> Event {
    let (meta, chat) = (context.live.meta(), &context.chat.address.id);
    let mut event = collect::about(app, &meta, body(turn, why), turn.chat_id, chat);
    event.person_id = turn.person_id;
    event
}

/// Failed permanently: the turn records why, its job is a dead letter, and the user is notified
/// where that is configured.
async fn give_up_with(
    app: &App,
    context: &TurnContext,
    mut turn: Turn,
    why: TurnError,
    event: Option<Event>,
) -> Result<Step, Error> {
    let (inner, context, previous_state) = (app.clone(), context.clone(), turn.state);
    turn.state = TurnState::Failed;
    turn.updated_at = app.env.now();
    turn.ended_at = Some(turn.updated_at);
    let text = format!("{}: {}", why.code, why.message);
    turn.error = Some(why);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let job = &context.job;
                if !context.update(&inner, tx, previous_state, &turn).await? {
                    tx.finish_job(job.id, job.attempts).await?;
                    return Ok(Step::Ended);
                }
                if let Some(event) = event {
                    tx.append_event(event);
                }
                if let Some(text) = context.instance.config.conversation.error_reply.clone() {
                    claim::queue_notice(&inner, tx, &context, text).await?;
                }
                if tx.bury_job(job.id, job.attempts, &text).await? {
                    tx.append_event(bury_event(&inner, job, &text));
                }
                Ok::<_, Error>(Step::Ended)
            })
        })
        .await
}

/// A failure of this server used up the attempts.
pub(super) async fn give_up(
    app: &App,
    job: &Job,
    turn_id: TurnId,
    error: &str,
) -> Result<(), Error> {
    let turn = app.store.find_turn(job.tenant_id, turn_id).await?;
    let Some(turn) = turn.filter(|turn| !turn.state.is_over()) else {
        return drop_job(app, job).await;
    };
    let instance = app.store.find_instance(job.tenant_id, turn.instance_id).await?;
    let chat = app.store.find_chat(job.tenant_id, turn.chat_id).await?;
    let live = app.sessions.get(turn.instance_id);
    let (Some(instance), Some(chat), Some(live)) = (instance, chat, live) else {
        return drop_job(app, job).await;
    };
    let context = TurnContext { job: job.clone(), instance, chat, live };
    let stage = match turn.state {
        TurnState::Awaiting | TurnState::Replying => TurnStage::ChannelSend,
        TurnState::Running => TurnStage::AgentRequest,
        _ => TurnStage::Prepare,
    };
    let why = TurnError { stage, code: "internal".to_owned(), message: clip(error) };
    let event = of_turn(app, &context, &turn, &why);
    give_up_with(app, &context, turn, why, Some(event)).await.map(drop)
}
