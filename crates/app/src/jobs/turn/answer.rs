//! The answer has arrived: it is stored before any of it is sent.

use super::reply::{self, NewFacts, Queue};
use super::{Step, TurnContext, typing};
use crate::app::App;
use crate::error::Error;
use crate::jobs::finish_in;
use crate::messages;
use crate::persons;
use crate::turns::plan;
use omni_agents::{AgentReply, CalledTool};
use omni_domain::event::{AgentResponse, Event};
use omni_domain::ids::PersonId;
use omni_domain::message::Message;
use omni_domain::turn::{ReplyPlan, ToolCall, Turn, TurnOutcome, TurnState};
use std::time::Duration;

/// Calls of tools that are stored with a turn. The loop of an agent may make more.
const MAX_CALLS_KEPT: usize = 64;
/// Characters of a tool's name.
const MAX_NAME_CHARS: usize = 64;

/// The request to the agent.
pub(super) struct Asked {
    /// The last message of the turn.
    pub(super) last: Message,
    /// How many messages it has.
    pub(super) count: usize,
    /// The person it is for.
    pub(super) person: Option<PersonId>,
    /// "typing…" before the answer.
    pub(super) delay: Duration,
}

impl Asked {
    /// What the agent reports to be remembered, and of whom.
    pub(super) fn new_facts(&self, reply: &AgentReply) -> Option<NewFacts> {
        let person = self.person.filter(|_| !reply.facts.is_empty())?;
        Some(NewFacts { person, facts: reply.facts.clone() })
    }
}

/// Stores the answer together with the send of its first part.
pub(super) async fn record(
    app: &App,
    context: &TurnContext,
    mut turn: Turn,
    asked: &Asked,
    reply: &AgentReply,
) -> Result<Step, Error> {
    let Some(mut plan) = plan::whole(app, &context.instance, Some(&asked.last), &reply.text)?
    else {
        typing::show(app, context, false).await;
        return end_silent(app, context, turn, asked, reply).await;
    };
    note(app, &mut turn, &mut plan, reply);
    let event = response_event(app, context, &turn, asked, reply, plan.text());
    let holds = !asked.delay.is_zero();
    if let Some(first) = plan.parts.first_mut().filter(|_| holds) {
        first.pause_ms = millis(asked.delay);
    }
    turn.reply = Some(plan);
    let facts = asked.new_facts(reply);
    let queue = Queue { previous_state: TurnState::Running, event: Some(event), facts, holds };
    reply::queue_next(app, context, turn, queue).await
}

/// Ends a turn in which the agent chose not to answer. The facts that it reports are stored.
async fn end_silent(
    app: &App,
    context: &TurnContext,
    mut turn: Turn,
    asked: &Asked,
    reply: &AgentReply,
) -> Result<Step, Error> {
    let (inner, context) = (app.clone(), context.clone());
    let (now, previous) = (app.env.now(), turn.state);
    let mut plan = ReplyPlan { complete: true, ..ReplyPlan::default() };
    note(app, &mut turn, &mut plan, reply);
    turn.state = TurnState::Done;
    turn.outcome = Some(TurnOutcome::Silent);
    turn.reply = Some(plan);
    turn.ended_at = Some(now);
    turn.updated_at = now;
    let facts = asked.new_facts(reply);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let has_ended = context.update(&inner, tx, previous, &turn).await?;
                finish_in(tx, &context.job).await?;
                if let Some(NewFacts { person, facts }) = facts.filter(|_| has_ended) {
                    persons::remember(tx, turn.tenant_id, person, &facts, now).await?;
                }
                Ok::<_, Error>(Step::Ended)
            })
        })
        .await
}

/// Records the facts of the answer besides its text.
pub(super) fn note(app: &App, turn: &mut Turn, plan: &mut ReplyPlan, reply: &AgentReply) {
    plan.model.clone_from(&reply.model);
    plan.input_tokens = reply.input_tokens;
    plan.output_tokens = reply.output_tokens;
    plan.unreachable_tools.clone_from(&reply.unreachable_tools);
    plan.called_tools = reply.called_tools.iter().take(MAX_CALLS_KEPT).map(tool_call).collect();
    turn.agent_latency_ms = Some(i64::try_from(reply.latency.as_millis()).unwrap_or(i64::MAX));
    turn.answered_at = turn.answered_at.or_else(|| Some(app.env.now()));
    turn.error = None;
}

/// A model may write any name.
fn tool_call(tool: &CalledTool) -> ToolCall {
    ToolCall {
        name: tool.name.chars().take(MAX_NAME_CHARS).collect(),
        failed: tool.failed,
        latency_ms: millis(tool.latency),
    }
}

/// `agent.response`, with the text of the answer as it is sent. Clients compute statistics from its times.
pub(super) fn response_event(
    app: &App,
    context: &TurnContext,
    turn: &Turn,
    asked: &Asked,
    reply: &AgentReply,
    text: Option<String>,
) -> Event {
    let chat = &context.chat.address.id;
    let meta = context.live.meta();
    let body = AgentResponse {
        turn_id: Some(turn.id),
        message_id: asked.last.id,
        messages: u64::try_from(asked.count).unwrap_or(u64::MAX),
        attempts: turn.attempts,
        processing_ms: Some(millis(app.env.now().since(turn.created_at))),
        latency_ms: millis(reply.latency),
        model: reply.model.clone(),
        input_tokens: reply.input_tokens,
        output_tokens: reply.output_tokens,
        reply: text,
    };
    messages::event(app, &meta, body, &asked.last, chat)
}

pub(super) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
