//! An agent that answers later: the turn waits without a job, and its answer is delivered by one.

use super::answer::{self, Asked};
use super::reply::{self, Queue};
use super::{Step, TurnContext, claim, postpone, typing};
use crate::app::App;
use crate::error::Error;
use crate::jobs::{drop_job, finish_in};
use omni_agents::AgentReply;
use omni_domain::page::PageRequest;
use omni_domain::turn::{Turn, TurnState};
use omni_storage::TurnFilter;
use std::time::Duration;

/// The agent accepted the question and will answer to its reply URL. The chat continues without
/// it.
pub(super) async fn rest(app: &App, context: &TurnContext, mut turn: Turn) -> Result<Step, Error> {
    typing::show(app, context, false).await;
    let (inner, context) = (app.clone(), context.clone());
    turn.state = TurnState::Awaiting;
    turn.reply = None;
    turn.error = None;
    turn.updated_at = app.env.now();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                // The turn before its job, as another node locks them that stores the answer. Its
                // state may have changed: cancelled, or the answer arrived before the "later".
                context.update(&inner, tx, TurnState::Running, &turn).await?;
                finish_in(tx, &context.job).await
            })
        })
        .await?;
    Ok(Step::Ended)
}

/// Whether the agent has an earlier question of the chat that it will answer later.
pub(super) async fn is_awaited(app: &App, turn: &Turn) -> Result<bool, Error> {
    let filter = TurnFilter {
        chat_id: Some(turn.chat_id),
        states: vec![TurnState::Awaiting],
        ..TurnFilter::default()
    };
    let one = PageRequest { after: None, limit: 1 };
    Ok(!app.store.list_turns(turn.tenant_id, &filter, one).await?.items.is_empty())
}

/// The answer is stored, and this job has its position in the chat's order.
pub(super) async fn deliver(app: &App, context: &TurnContext, turn: Turn) -> Result<Step, Error> {
    let Some(plan) = turn.reply.clone() else {
        drop_job(app, &context.job).await?;
        return Ok(Step::Ended);
    };
    let messages = app.store.turn_messages(turn.id).await?;
    let (count, text) = (messages.len(), plan.text());
    let reply = AgentReply {
        text: String::new(),
        model: plan.model,
        input_tokens: plan.input_tokens,
        output_tokens: plan.output_tokens,
        latency: millis(turn.agent_latency_ms),
        facts: Vec::new(),
        unreachable_tools: plan.unreachable_tools,
        called_tools: Vec::new(),
    };
    let event = messages.last().cloned().map(|last| {
        let asked = Asked { last, count, person: turn.person_id, delay: Duration::ZERO };
        answer::response_event(app, context, &turn, &asked, &reply, text)
    });
    let queue = Queue { previous_state: TurnState::Awaiting, event, facts: None, holds: false };
    match reply::queue_next(app, context, turn, queue).await {
        // Two chats were merged, and the other's turn is in progress: this one follows it.
        Err(Error::Conflict(_)) => {
            postpone(app, &context.job, app.env.now().plus(claim::AFTER_CONFLICT)).await
        }
        other => other,
    }
}

fn millis(latency: Option<i64>) -> Duration {
    Duration::from_millis(latency.and_then(|millis| millis.try_into().ok()).unwrap_or_default())
}
