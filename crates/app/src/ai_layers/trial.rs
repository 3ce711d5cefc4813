//! A request to an agent that belongs to no turn: nothing of it is stored.

use super::answering::Answering;
use crate::agent_documents;
use crate::agents::provider_key;
use crate::app::App;
use crate::error::Error;
use crate::providers;
use omni_agents::{AgentError, AgentOutcome, AgentReply, AgentRequest, Question, Turn};
use omni_domain::agent_document::Passage;
use std::time::Duration;

/// Longest answer, bytes.
const MAX_REPLY_BYTES: usize = 256 * 1024;

/// What the agent is given.
pub(super) struct Trial {
    /// The conversation, oldest first; the last entry is the question.
    pub(super) history: Vec<Turn>,
    /// Identifies the conversation, for agents with a memory of their own.
    pub(super) session_id: String,
    /// Longest time, if the agent's own is longer.
    pub(super) limit: Duration,
}

/// What the agent answered.
pub(super) struct TrialReply {
    /// The answer.
    pub(super) reply: AgentReply,
    /// The passages of its documents that it was given.
    pub(super) passages: Vec<Passage>,
}

/// Requests an answer as a turn would: with the provider's permit and breaker, through the guarded
/// client. The text is empty if the agent gives no answer.
pub(super) async fn ask(
    app: &App,
    answering: &Answering,
    trial: Trial,
) -> Result<TrialReply, Error> {
    let config = &answering.agent.config;
    let target = config.target().ok_or(Error::AiNotConfigured)?;
    let permit = app.gates.permit(&provider_key(target)).ok_or_else(|| {
        Error::AgentUnavailable("the provider is busy with other requests; try again".to_owned())
    })?;
    let resolved = answering.resolve(app, target).await?;
    let client = permit.guard(app.agents.client_for(&resolved.endpoint)?);
    let request = AgentRequest {
        prompt: config.prompt.clone(),
        history: trial.history,
        session_id: trial.session_id,
        user_id: String::new(),
        timeout: resolved.timeout.min(trial.limit),
        streaming: resolved.streaming,
        max_reply_bytes: MAX_REPLY_BYTES,
    };
    let cancel = app.sessions.stopping().child_token();
    let mut ignore = |_: &str| {};
    let mut question = Question::from(request);
    if client.takes_passages() {
        let history = &question.request.history;
        question.passages = agent_documents::find(app, &answering.agent, history).await?;
    }
    let passages = question.passages.clone();
    let asked = client.ask(question, cancel, &mut ignore).await;
    Box::pin(providers::observe(app, &answering.agent)).await;
    match asked? {
        AgentOutcome::Answered(reply) => Ok(TrialReply { reply, passages }),
        AgentOutcome::Deferred => Err(AgentError::Deferred.into()),
    }
}
