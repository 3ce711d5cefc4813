//! What the agent of a turn was asked, as far as it is stored.

use super::history::{self, Past, Scene};
use super::load;
use crate::access;
use crate::app::App;
use crate::error::Error;
use omni_agents::Role;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::agent::{Agent, AgentConfig, AgentTarget};
use omni_domain::agent_document::GivenPassage;
use omni_domain::conversation::Chat;
use omni_domain::ids::{AgentId, TurnId};
use omni_domain::instance::Instance;
use omni_domain::message::Message;
use omni_domain::page::Cursor;
use omni_domain::provider::ProviderKind;
use omni_domain::turn::Turn;
use std::collections::HashMap;
use std::time::Duration;

/// Characters that are shown of a prompt or of a message.
const MAX_CHARS: usize = 8_000;
/// The network's clock may be ahead of this one.
const CLOCK_SLACK: Duration = Duration::from_mins(1);

/// What the agent of a turn was asked. Requests are not stored: this is what one would contain of the same
/// turn now, so that a message that was edited since has its new text.
#[derive(Debug, Clone)]
pub struct TurnQuestion {
    /// The agent that was asked; `None` before it was, and if it was deleted.
    pub agent: Option<AskedAgent>,
    /// The prompt of its version, or of the AI layer that takes precedence over it.
    pub prompt: Option<Excerpt>,
    /// The passages of its documents that it was given, best first.
    pub passages: Vec<GivenPassage>,
    /// The conversation, oldest first; the last entry is what was to be answered.
    pub history: Vec<Entry>,
}

/// The agent that was asked.
#[derive(Debug, Clone)]
pub struct AskedAgent {
    /// The agent.
    pub id: AgentId,
    /// Its name now.
    pub name: String,
    /// Its version at that time.
    pub version: i32,
}

/// A text, or its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The text.
    pub text: String,
    /// Whether the rest was left out.
    pub is_cut: bool,
}

impl Excerpt {
    fn of(text: &str) -> Self {
        match text.char_indices().nth(MAX_CHARS) {
            Some((end, _)) => Self { text: text[..end].to_owned(), is_cut: true },
            None => Self { text: text.to_owned(), is_cut: false },
        }
    }
}

/// An entry of the conversation.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Whether the agent wrote it, or a person in its place.
    pub is_answer: bool,
    /// The name of who wrote it, if known.
    pub name: Option<String>,
    /// Its text.
    pub text: Excerpt,
}

/// What the agent of a turn was asked.
pub async fn question(app: &App, caller: &Caller, id: TurnId) -> Result<TurnQuestion, Error> {
    let turn = load(app, caller, Scope::MessagesRead, id).await?;
    let instance = app.store.find_instance(turn.tenant_id, turn.instance_id).await?;
    let chat = app.store.find_chat(turn.tenant_id, turn.chat_id).await?;
    let (Some(instance), Some(chat)) = (instance, chat) else {
        return Err(Error::not_found("turn", id));
    };
    let mut history = conversation(app, &instance, &chat, &turn).await?;
    let Some((agent, config)) = asked(app, &turn).await? else {
        return Ok(TurnQuestion { agent: None, prompt: None, passages: Vec::new(), history });
    };
    let passages = app.store.turn_passages(turn.id).await?;
    if remembers(app, &agent, &config).await? {
        let begin = fresh(&history);
        history.drain(..begin);
    }
    Ok(TurnQuestion {
        agent: Some(AskedAgent {
            id: agent.id,
            name: agent.name,
            version: turn.agent_version.unwrap_or(agent.version),
        }),
        prompt: config.prompt.as_deref().map(Excerpt::of),
        passages,
        history,
    })
}

async fn conversation(
    app: &App,
    instance: &Instance,
    chat: &Chat,
    turn: &Turn,
) -> Result<Vec<Entry>, Error> {
    let mut verdicts: HashMap<String, bool> = HashMap::new();
    let mut messages: Vec<Message> = Vec::new();
    for message in app.store.turn_messages(turn.id).await? {
        let sender = &message.sender_platform_id;
        let is_allowed = if let Some(known) = verdicts.get(sender) {
            *known
        } else {
            let verdict = access::decide_for_message(app, instance, chat, &message).await?;
            verdicts.insert(sender.clone(), verdict.allowed);
            verdict.allowed
        };
        if is_allowed {
            messages.push(message);
        }
    }
    let gathered = turn.collected_at.unwrap_or_else(|| app.env.now());
    let Some(until) = messages.last().map(|last| soon_after(gathered, last)) else {
        return Ok(Vec::new());
    };
    let past = Past { until, answer: app.store.turn_reply_ids(turn.id).await? };
    let live = app.sessions.get(instance.id);
    let scene = Scene { instance, chat, live: live.as_deref() };
    let turns = history::conversation(app, scene, &messages, gathered, Some(&past)).await?;
    let entries = turns.unwrap_or_default().into_iter().map(|turn| Entry {
        is_answer: turn.role == Role::Assistant,
        name: turn.name,
        text: Excerpt::of(&turn.text),
    });
    Ok(entries.collect())
}

/// A position in the list of messages that is behind everything that the turn had.
fn soon_after(gathered: Timestamp, last: &Message) -> Cursor {
    let newest = gathered.max(last.platform_timestamp).plus(CLOCK_SLACK);
    Cursor { key: newest.millis(), id: last.id.uuid() }
}

/// The agent of the turn, and its settings as they were asked with.
async fn asked(app: &App, turn: &Turn) -> Result<Option<(Agent, AgentConfig)>, Error> {
    let Some(id) = turn.agent_id else { return Ok(None) };
    let Some(mut agent) = app.store.find_agent(turn.tenant_id, id).await? else {
        return Ok(None);
    };
    let version = turn.agent_version.filter(|version| *version != agent.version);
    if let Some(version) = version
        && let Some(then) = app.store.find_agent_version(turn.tenant_id, id, version).await?
    {
        agent.config = then.config;
    }
    let layers = app.store.ai_layers(turn.tenant_id, turn.instance_id, Some(turn.chat_id)).await?;
    let global = match &layers.global {
        Some(global) if layers.concern(id) && global.agent_id != id => {
            app.store.find_agent(turn.tenant_id, global.agent_id).await?
        }
        _ => None,
    };
    let config = layers.config(&agent, global.as_ref().map(|global| &global.config));
    Ok(Some((agent, config)))
}

/// Whether the agent keeps a memory of its own, and so is given the new messages alone.
async fn remembers(app: &App, agent: &Agent, config: &AgentConfig) -> Result<bool, Error> {
    let kind = match config.target() {
        Some(AgentTarget::Endpoint { kind, .. }) => Some(kind),
        Some(AgentTarget::Provider(id)) => {
            app.store.find_provider(agent.tenant_id, id).await?.map(|provider| provider.kind)
        }
        None => None,
    };
    Ok(matches!(
        kind,
        Some(
            ProviderKind::Agno
                | ProviderKind::AgentApi
                | ProviderKind::Custom
                | ProviderKind::Webhook
        )
    ))
}

/// Where what is new to such an agent begins: behind its last answer.
fn fresh(history: &[Entry]) -> usize {
    history.iter().rposition(|entry| entry.is_answer).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::{Entry, Excerpt, MAX_CHARS, fresh};

    #[test]
    fn a_long_text_is_cut_between_its_characters() {
        let long = "é".repeat(MAX_CHARS + 1);
        let cut = Excerpt::of(&long);
        assert_eq!((cut.text.chars().count(), cut.is_cut), (MAX_CHARS, true));
        assert!(!Excerpt::of(&long[2..]).is_cut);
    }

    #[test]
    fn an_agent_with_a_memory_is_given_what_follows_its_last_answer() {
        let entry = |is_answer| Entry { is_answer, name: None, text: Excerpt::of("") };
        assert_eq!(fresh(&[entry(false), entry(true), entry(false)]), 2);
        assert_eq!(fresh(&[entry(false)]), 0);
    }
}
