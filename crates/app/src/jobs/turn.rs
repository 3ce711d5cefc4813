//! An agent's turn: read the conversation, ask, and queue the answer.
//!
//! First cut: every message of a direct chat is a turn of its own, in order. Debounce, access
//! rules and media results will come between the message and the turn.

use super::{drop_job, finish_in, payload, release, retry_or_bury};
use crate::app::App;
use crate::error::Error;
use crate::instances::open_agent_key;
use crate::messages::{Outgoing, event, queue_message};
use omni_agents::{AgentEndpoint, AgentError, AgentReply, AgentRequest, Role, Turn};
use omni_channel::ChatAction;
use omni_domain::content::Content;
use omni_domain::conversation::Chat;
use omni_domain::event::EventType;
use omni_domain::ids::MessageId;
use omni_domain::instance::Instance;
use omni_domain::job::Job;
use omni_domain::message::{Direction, Message, MessageSource};
use omni_domain::page::Cursor;
use serde::{Deserialize, Serialize};
use std::time::Duration;

const MAX_REPLY_BYTES: usize = 1024 * 1024;
const DEFAULT_AGENT_TYPE: &str = "openai";

/// `turn.run`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TurnJob {
    /// The message to answer.
    pub message_id: MessageId,
}

impl TurnJob {
    pub(crate) fn to_value(self) -> serde_json::Value {
        serde_json::json!({ "messageId": self.message_id })
    }
}

/// One try. The answer and the end of the turn are one transaction: an answered message is not
/// answered again.
pub async fn run_turn(app: &App, job: &Job) -> Result<(), Error> {
    let TurnJob { message_id } = payload(job)?;
    let Some(message) = app.store.find_message(job.tenant_id, message_id).await? else {
        return drop_job(app, job).await;
    };
    let instance = app.store.find_instance(job.tenant_id, message.instance_id).await?;
    let chat = app.store.find_chat(job.tenant_id, message.chat_id).await?;
    let (Some(instance), Some(chat)) = (instance, chat) else { return drop_job(app, job).await };
    if !instance.config.agent.is_set() || message.deleted_at.is_some() {
        return drop_job(app, job).await;
    }
    show_typing(app, &instance, &chat, true).await;
    let answer = ask(app, &instance, &chat, &message).await;
    show_typing(app, &instance, &chat, false).await;
    match answer {
        Ok(reply) => record_answer(app, job, &instance, &chat, &message, reply).await,
        // The server stops: the next one asks again, and this try does not count.
        Err(Ask::Agent(AgentError::Cancelled)) => release(app, job).await,
        Err(Ask::Agent(error)) if error.retryable() => {
            let not_before = match &error {
                AgentError::RateLimited { retry_after } => {
                    retry_after.map(|wait| app.env.now().plus(wait))
                }
                _ => None,
            };
            record_agent_error(
                app,
                &instance,
                &chat,
                &message,
                &error,
                job.attempts < job.max_attempts,
            )
            .await?;
            retry_or_bury(app, job, &error.to_string(), not_before).await
        }
        Err(Ask::Agent(error)) => {
            record_agent_error(app, &instance, &chat, &message, &error, false).await?;
            super::bury(app, job, error.to_string()).await
        }
        Err(Ask::Other(error)) => Err(error),
    }
}

enum Ask {
    Agent(AgentError),
    Other(Error),
}

impl From<Error> for Ask {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<AgentError> for Ask {
    fn from(error: AgentError) -> Self {
        Self::Agent(error)
    }
}

async fn ask(
    app: &App,
    instance: &Instance,
    chat: &Chat,
    message: &Message,
) -> Result<AgentReply, Ask> {
    let agent = &instance.config.agent;
    let endpoint = AgentEndpoint {
        kind: agent.agent_type.clone().unwrap_or_else(|| DEFAULT_AGENT_TYPE.to_owned()),
        base_url: agent.api_url.clone().unwrap_or_default(),
        api_key: open_agent_key(app, instance)?,
        agent_id: agent.agent_id.clone(),
    };
    // Allowed when it was stored; the configuration may have changed since.
    app.guard
        .check(&endpoint.base_url)
        .map_err(|why| Error::invalid("agent.apiUrl", why.to_string()))?;
    let client = app.agents.client_for(&endpoint)?;
    let history = history(app, chat, message).await?;
    let timeout = Duration::from_millis(agent.timeout).min(app.config.job_lease / 2);
    let request = AgentRequest {
        prompt: agent.prompt.clone(),
        history: history.iter().filter_map(turn_of).collect(),
        session_id: format!("{}:{}", instance.id, chat.id),
        user_id: message.sender_person_id.map(|id| id.to_string()).unwrap_or_default(),
        timeout,
        streaming: agent.streaming,
        max_reply_bytes: MAX_REPLY_BYTES,
    };
    let cancel = app.sessions.stopping();
    let answered = if agent.streaming {
        client.answer_streaming(request, cancel, &mut |_delta| {}).await
    } else {
        client.answer(request, cancel).await
    };
    Ok(answered?)
}

/// The conversation up to the message that is answered, oldest first.
async fn history(app: &App, chat: &Chat, message: &Message) -> Result<Vec<Message>, Error> {
    let from = Cursor { key: message.platform_timestamp.millis(), id: message.id.uuid() };
    let before = app.config.agent_history.saturating_sub(1).max(1);
    let page = app.store.list_messages(chat.tenant_id, chat.id, Some(from), None, before).await?;
    let mut history: Vec<Message> =
        page.items.into_iter().rev().filter(|earlier| earlier.deleted_at.is_none()).collect();
    history.push(message.clone());
    Ok(history)
}

fn turn_of(message: &Message) -> Option<Turn> {
    let role = match message.direction {
        Direction::Inbound => Role::User,
        Direction::Outbound => Role::Assistant,
    };
    let text = match &message.content {
        Content::Text { text } => text.clone(),
        Content::Media(media) => match &media.caption {
            Some(caption) => format!("[{}] {caption}", media.kind),
            None => format!("[{}]", media.kind),
        },
        Content::Location(place) => format!("[location {}, {}]", place.latitude, place.longitude),
        Content::Contact { contacts } => {
            let names: Vec<&str> = contacts.iter().map(|card| card.name.as_str()).collect();
            format!("[contact {}]", names.join(", "))
        }
        Content::Poll { question, .. } => format!("[poll] {question}"),
        Content::Unknown { .. } => return None,
    };
    Some(Turn { role, text, name: message.sender_name.clone() })
}

async fn record_answer(
    app: &App,
    job: &Job,
    instance: &Instance,
    chat: &Chat,
    message: &Message,
    reply: AgentReply,
) -> Result<(), Error> {
    let parts =
        split(&reply.text, instance.config.messaging.enable_auto_split, app.config.text_max_chars);
    let channel = app.channel(instance.channel)?;
    let ids: Vec<String> = parts.iter().map(|_| channel.new_message_id()).collect();
    let Some(live) = app.sessions.get(instance.id) else {
        return retry_or_bury(app, job, "another node owns the instance", None).await;
    };
    let messaging = instance.config.messaging.clone();
    let (inner, job, chat, message) = (app.clone(), job.clone(), chat.clone(), message.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                finish_in(tx, &job).await?;
                let meta = live.meta();
                let mut run_at = inner.env.now();
                for (index, (text, external_id)) in parts.into_iter().zip(ids).enumerate() {
                    if index > 0 {
                        let pause = rand::random_range(
                            messaging.split_delay_min_ms..=messaging.split_delay_max_ms,
                        );
                        run_at = run_at.plus(Duration::from_millis(pause));
                    }
                    let out = Outgoing {
                        id: inner.env.id(),
                        external_id,
                        content: Content::text(text),
                        source: MessageSource::Agent,
                        reply_to_external_id: None,
                        owner: live.status().owner.map(|owner| owner.id),
                        run_at,
                    };
                    queue_message(&inner, tx, &meta, &chat, out).await?;
                }
                let mut event =
                    event(&inner, &meta, EventType::AgentResponse, &message, &chat.address.id);
                event.payload = serde_json::json!({
                    "messageId": message.id,
                    "metadata": {
                        "model": reply.model,
                        "inputTokens": reply.input_tokens,
                        "outputTokens": reply.output_tokens,
                        "latencyMs": u64::try_from(reply.latency.as_millis()).unwrap_or(u64::MAX),
                    },
                });
                tx.append_event(event);
                Ok::<_, Error>(())
            })
        })
        .await
}

async fn record_agent_error(
    app: &App,
    instance: &Instance,
    chat: &Chat,
    message: &Message,
    error: &AgentError,
    will_retry: bool,
) -> Result<(), Error> {
    tracing::warn!(instance.id = %instance.id, message.id = %message.id, error.code = error.code(), will_retry, "the agent did not answer");
    let Some(live) = app.sessions.get(instance.id) else { return Ok(()) };
    let mut event = event(app, &live.meta(), EventType::AgentError, message, &chat.address.id);
    event.payload = serde_json::json!({
        "messageId": message.id,
        "error": error.to_string(),
        "errorCode": error.code(),
        "willRetry": will_retry,
    });
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.append_event(event);
                Ok::<_, omni_storage::StorageError>(())
            })
        })
        .await?;
    Ok(())
}

/// Best effort, and never waited for long: the answer matters, the dots do not.
async fn show_typing(app: &App, instance: &Instance, chat: &Chat, active: bool) {
    let Some(session) = app.sessions.session(instance.id) else { return };
    let action = ChatAction::Typing { chat: chat.address.id.clone(), active };
    let _ = tokio::time::timeout(Duration::from_secs(2), session.act(action)).await;
}

/// Splits on blank lines if wanted, then to the channel's limit. Never returns an empty part.
fn split(text: &str, on_blank_lines: bool, limit: usize) -> Vec<String> {
    let paragraphs: Vec<&str> =
        if on_blank_lines { text.split("\n\n").collect() } else { vec![text] };
    paragraphs
        .into_iter()
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .flat_map(|paragraph| {
            let chars: Vec<char> = paragraph.chars().collect();
            chars
                .chunks(limit.max(1))
                .map(|chunk| chunk.iter().collect::<String>())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn answers_split_on_blank_lines_and_at_the_limit() {
        assert_eq!(split("one\n\ntwo\nlines\n\n\n\n", true, 100), ["one", "two\nlines"]);
        assert_eq!(split("one\n\ntwo", false, 100), ["one\n\ntwo"]);
        assert_eq!(split("äöüß", true, 3), ["äöü", "ß"]);
        assert!(split("  \n\n ", true, 10).is_empty());
    }
}
