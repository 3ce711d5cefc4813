//! The request to the agent.

use super::answer::{self, Asked};
use super::{Step, TurnContext, attachments, claim, fail, late, postpone, reply, typing};
use crate::agent_documents;
use crate::agents::{ResolvedAgent, provider_key};
use crate::ai_layers::{self, Answer};
use crate::app::App;
use crate::error::Error;
use crate::jobs::{drop_job, release};
use crate::persons;
use crate::providers;
use crate::turns::split::Cutter;
use crate::turns::{history, plan, reply_url};
use omni_agents::{
    AgentClient, AgentError, AgentOutcome, AgentRequest, AskContext, Question, Sender,
};
use omni_domain::message::Message;
use omni_domain::turn::{Turn, TurnOutcome, TurnState};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub(super) async fn ask(app: &App, context: &TurnContext, mut turn: Turn) -> Result<Step, Error> {
    let answering = match ai_layers::answering(app, &context.instance, &context.chat).await? {
        Answer::By(answering) => answering,
        Answer::Skipped(why) => return claim::skip(app, context, turn, why).await,
        Answer::NoAgent => return claim::end(app, context, turn, TurnOutcome::NoAgent).await,
    };
    let agent = &answering.agent;
    let Some(target) = agent.config.target() else {
        return claim::end(app, context, turn, TurnOutcome::NoAgent).await;
    };
    let Some(permit) = app.gates.permit(&provider_key(target)) else {
        // Full: the job must not delay those of other providers.
        let wait = Duration::from_millis(rand::random_range(100..300));
        return postpone(app, &context.job, app.env.now().plus(wait)).await;
    };
    let messages = app.store.turn_messages(turn.id).await?;
    let messages = claim::allowed(app, context, messages).await?;
    let gathered = turn.collected_at.unwrap_or_else(|| app.env.now());
    let scene = context.scene();
    let Some(history) = history::conversation(app, scene, &messages, gathered, None).await? else {
        return claim::end(app, context, turn, TurnOutcome::Empty).await;
    };
    let Some(last) = messages.last().cloned() else {
        return claim::end(app, context, turn, TurnOutcome::Empty).await;
    };
    let person = turn.person_id.or(last.sender_person_id);
    let session_id = history::session_id(scene, person);
    turn.session_id = Some(session_id.clone());
    turn.attempts += 1;
    turn.agent_id = Some(agent.id);
    turn.agent_version = Some(agent.version);
    let asked = Asked { last, count: messages.len(), person, delay: answering.delay };
    if answering.echoes {
        let text = history.last().map(|turn| turn.text.as_str()).unwrap_or_default();
        return answer::record(app, context, turn, &asked, &ai_layers::echo(text)).await;
    }
    let target = match answering.resolve(app, target).await {
        Ok(target) => target,
        // It cannot work as configured, however often it is tried.
        Err(Error::Invalid { field, message }) => {
            let error = AgentError::Invalid(format!("{field}: {message}"));
            return fail::failed(app, context, turn, &asked, &error).await;
        }
        Err(other) => return Err(other),
    };
    let client = match app.agents.client_for(&target.endpoint) {
        Ok(client) => permit.guard(client),
        Err(error) => return fail::failed(app, context, turn, &asked, &error).await,
    };
    let request = AgentRequest {
        prompt: agent.config.prompt.clone(),
        history,
        session_id,
        user_id: person.map(|id| id.to_string()).unwrap_or_default(),
        timeout: target.timeout,
        streaming: target.streaming,
        max_reply_bytes: reply_url::MAX_ANSWER_BYTES,
    };
    let mut question = Question::from(request);
    let files = attachments::of_turn(app, context, client.as_ref(), &messages);
    question.attachments = Box::pin(files).await?;
    question.max_attachment_bytes = app.config.agents.files_bytes;
    let (takes, history) = (client.takes_passages(), &question.request.history);
    question.passages = agent_documents::give(app, turn.id, agent, history, takes).await?;
    question.context = ask_context(context, &turn, &asked.last);
    if client.answers_later() {
        question.context.reply_url = reply_url::create(app, &turn).await?;
        // The agent has received the messages of a question that it has not answered yet, too.
        question.fresh = late::is_awaited(app, &turn).await?.then_some(1);
    }
    if let Some(person) = person.filter(|_| !client.memory_keys().is_empty()) {
        let known = app.store.find_person(turn.tenant_id, person).await?;
        question.context.remembered = known
            .map(|known| persons::remembered(&known, client.memory_keys()))
            .unwrap_or_default();
    }
    let guard = app.turns.begin(turn.id, turn.chat_id, &app.sessions.stopping());
    let call = Call { client, question, cancel: guard.token() };
    let step = run(app, context, turn, &asked, &target, call).await;
    Box::pin(providers::observe(app, agent)).await;
    step
}

/// Where the question comes from. The turn's id identifies it in the logs of the server.
fn ask_context(context: &TurnContext, turn: &Turn, last: &Message) -> AskContext {
    let instance = &context.instance;
    AskContext {
        event_id: Some(last.id.to_string()),
        at: Some(last.platform_timestamp),
        trace_id: Some(turn.id.to_string()),
        instance_id: Some(instance.id.to_string()),
        instance_name: Some(instance.name.clone()),
        channel: Some(instance.channel.to_string()),
        chat_id: Some(context.chat.address.id.clone()),
        sender: Sender {
            id: Some(last.sender_platform_id.clone()),
            name: last.sender_name.clone(),
            person_id: last.sender_person_id.map(|id| id.to_string()),
            ..Sender::default()
        },
        ..AskContext::default()
    }
}

struct Call {
    client: Arc<dyn AgentClient>,
    question: Question,
    cancel: CancellationToken,
}

async fn run(
    app: &App,
    context: &TurnContext,
    mut turn: Turn,
    asked: &Asked,
    target: &ResolvedAgent,
    call: Call,
) -> Result<Step, Error> {
    // Only paragraphs can be sent before the answer is complete.
    let early = target.streaming && asked.delay.is_zero() && plan::splits(&context.instance);
    let answered = if early {
        let mut writer = reply::Writer::new(app, context, turn, asked);
        let (answered, rest) = tokio::select! {
            both = stream(call, &mut writer) => both?,
            never = typing::keep(app, context) => match never {},
        };
        if let Ok(AgentOutcome::Answered(reply)) = &answered {
            return writer.finish(rest, reply).await;
        }
        turn = writer.into_turn();
        answered
    } else {
        let mut ignore = |_: &str| {};
        tokio::select! {
            answered = call.client.ask(call.question, call.cancel, &mut ignore) => answered,
            never = typing::keep(app, context) => match never {},
        }
    };
    match answered {
        Ok(AgentOutcome::Answered(reply)) => {
            answer::record(app, context, turn, asked, &reply).await
        }
        Ok(AgentOutcome::Deferred) => late::rest(app, context, turn).await,
        Err(AgentError::Cancelled) => cancelled(app, context, turn).await,
        Err(error) => {
            typing::show(app, context, false).await;
            fail::failed(app, context, turn, asked, &error).await
        }
    }
}

/// Requests an answer, and queues each section as soon as it is complete. What is left of the
/// answer is returned.
async fn stream(
    call: Call,
    writer: &mut reply::Writer<'_>,
) -> Result<(Result<AgentOutcome, AgentError>, Vec<String>), Error> {
    // Bounded by the length that an answer may have.
    let (sender, mut finished) = mpsc::unbounded_channel();
    let cancel = call.cancel.clone();
    let asking = async move {
        let mut cutter = Cutter::new(true);
        let mut on_delta = |delta: &str| {
            for part in cutter.push(delta) {
                // The sender and the receiver are dropped together.
                let _ = sender.send(part);
            }
        };
        let answered = call.client.ask(call.question, call.cancel, &mut on_delta).await;
        let rest = cutter.finish();
        drop(sender);
        (answered, rest)
    };
    let queueing = async {
        while let Some(part) = finished.recv().await {
            if !writer.add(&part).await? {
                cancel.cancel();
            }
        }
        Ok::<_, Error>(())
    };
    let (answered, queued) = tokio::join!(asking, queueing);
    queued?;
    Ok(answered)
}

/// The server stops, or the turn was cancelled.
async fn cancelled(app: &App, context: &TurnContext, turn: Turn) -> Result<Step, Error> {
    if app.sessions.stopping().is_cancelled() {
        // The next attempt repeats the request, and this one does not count.
        release(app, &context.job).await?;
        return Ok(Step::Ended);
    }
    typing::show(app, context, false).await;
    let now = app.store.find_turn(turn.tenant_id, turn.id).await?;
    match now {
        // A person took the chat over.
        Some(turn) if turn.state == TurnState::Running => {
            claim::end(app, context, turn, TurnOutcome::Paused).await
        }
        _ => {
            drop_job(app, &context.job).await?;
            Ok(Step::Ended)
        }
    }
}
