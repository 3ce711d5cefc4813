//! A question to the agent as a chat would be answered now, without a turn.

use super::answering::{Answering, of_agent};
use super::global::of_none;
use super::trial::{self, Trial};
use crate::app::App;
use crate::error::{Error, Field};
use crate::messages::{self, SendBody, SendMessage};
use crate::turns::plan;
use crate::{chats, instances, sessions};
use omni_agents::{AgentError, AgentReply, Role, Turn};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::ids::InstanceId;
use omni_domain::instance::Instance;
use omni_domain::message::{Direction, Message};
use std::time::Duration;

/// A question to the agent.
#[derive(Debug, Clone)]
pub struct TestChat {
    /// The text.
    pub message: String,
    /// The chat whose prompt and last messages the agent is given.
    pub chat: Option<String>,
    /// Send the answer to the chat.
    pub send: bool,
}

/// The agent's answer.
#[derive(Debug, Clone)]
pub struct TestReply {
    /// The answer.
    pub reply: AgentReply,
    /// The model that was asked.
    pub model: Option<String>,
    /// What was sent.
    pub message: Option<Message>,
}

/// Asks the agent. Switches do not count: it is a test.
///
/// # Errors
/// [`Error::AiNotConfigured`] without an agent or a key; [`Error::ChannelNotConnected`] if the answer is
/// to be sent and the account is not connected.
pub async fn test(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    test: TestChat,
) -> Result<TestReply, Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    if test.message.trim().is_empty() {
        return Err(Error::invalid(Field::TestMessage, "is required"));
    }
    let chat = match &test.chat {
        Some(reference) => Some(chats::find(app, &instance, reference).await?),
        None if test.send => {
            return Err(Error::invalid(Field::TestChat, "is required to send the answer"));
        }
        None => None,
    };
    if test.send {
        sessions::connected(app, instance.id).await?;
    }
    let answering = configured(app, &instance, chat.as_ref()).await?;
    let reply = if answering.echoes {
        echo(&test.message)
    } else {
        let history = history(app, chat.as_ref(), test.message).await?;
        ask(app, &instance, chat.as_ref(), &answering, history).await?
    };
    let message = match chat.filter(|_| test.send) {
        Some(chat) => send(app, caller, &instance, &chat, &reply.text).await?,
        None => None,
    };
    let model = reply.model.clone().or_else(|| answering.agent.config.model.clone());
    Ok(TestReply { reply, model, message })
}

async fn configured(
    app: &App,
    instance: &Instance,
    chat: Option<&Chat>,
) -> Result<Answering, Error> {
    let chat = chat.map(|chat| chat.id);
    let mut layers = app.store.ai_layers(instance.tenant_id, instance.id, chat).await?;
    let agent = match instance.agent {
        Some(agent) if agent.answers => app.store.find_agent(instance.tenant_id, agent.id).await?,
        // The agent that would answer if the account were switched on. A test stores nothing.
        None if layers.global.is_none() => {
            let (global, agent) = of_none(app, instance.tenant_id)?;
            layers.global = Some(global);
            Some(agent)
        }
        _ => None,
    };
    let agent = agent.ok_or(Error::AiNotConfigured)?;
    of_agent(app, agent, &layers).await?.map_err(|_| Error::AiNotConfigured)
}

/// An answer that is the message itself.
pub(crate) fn echo(text: &str) -> AgentReply {
    AgentReply {
        text: text.to_owned(),
        model: None,
        input_tokens: None,
        output_tokens: None,
        latency: Duration::ZERO,
        facts: Vec::new(),
        unreachable_tools: Vec::new(),
        called_tools: Vec::new(),
    }
}

/// The chat's last messages that have a text, and the question.
async fn history(app: &App, chat: Option<&Chat>, message: String) -> Result<Vec<Turn>, Error> {
    let mut turns = Vec::new();
    let before = app.config.turns.history.saturating_sub(1);
    if let Some(chat) = chat.filter(|_| before > 0) {
        let page = app.store.list_messages(chat.tenant_id, chat.id, None, None, before).await?;
        turns.extend(page.items.iter().filter_map(turn_of));
        turns.reverse();
    }
    turns.push(Turn { role: Role::User, text: message, name: None });
    Ok(turns)
}

fn turn_of(message: &Message) -> Option<Turn> {
    if message.deleted_at.is_some() {
        return None;
    }
    let role = match message.direction {
        Direction::Inbound => Role::User,
        Direction::Outbound => Role::Assistant,
    };
    let text = message.content.typed_text()?.to_owned();
    Some(Turn { role, text, name: message.sender_name.clone() })
}

async fn ask(
    app: &App,
    instance: &Instance,
    chat: Option<&Chat>,
    answering: &Answering,
    history: Vec<Turn>,
) -> Result<AgentReply, Error> {
    let of_chat = chat.map_or_else(String::new, |chat| chat.id.to_string());
    let session_id = format!("{}:{of_chat}:test", instance.id);
    let limit = Duration::MAX;
    let reply = trial::ask(app, answering, Trial { history, session_id, limit }).await?.reply;
    if reply.text.is_empty() {
        return Err(AgentError::EmptyAnswer.into());
    }
    Ok(reply)
}

/// Sends the answer as a turn would: in parts, in the channel's markup, and nothing if the agent
/// gives no answer. An image is sent as its link. Returns the first message.
async fn send(
    app: &App,
    caller: &Caller,
    instance: &Instance,
    chat: &Chat,
    text: &str,
) -> Result<Option<Message>, Error> {
    let plan = plan::whole(app, instance, None, text)?;
    let mut first = None;
    for part in plan.into_iter().flat_map(|plan| plan.parts) {
        let text = match part.image_url {
            Some(url) => format!("{} {url}", part.text).trim().to_owned(),
            None => part.text,
        };
        let request = SendMessage {
            instance_id: instance.id,
            to: chat.address.id.clone(),
            body: SendBody::Text(text),
            reply_to: None,
            mentions: Vec::new(),
            mention_all: false,
            no_link_preview: false,
            idempotency_key: None,
            // The order of a chat's messages is that in which they are accepted.
            respond_async: first.is_some(),
        };
        let message = Box::pin(messages::send_by_agent(app, caller, request)).await?;
        first.get_or_insert(message);
    }
    Ok(first)
}
