//! The history and the input that the agent is given.

use super::message_text::MessageTexts;
use crate::app::App;
use crate::error::Error;
use crate::sessions::Live;
use omni_agents::{Role, Turn};
use omni_domain::Timestamp;
use omni_domain::conversation::Chat;
use omni_domain::conversation_settings::SessionStrategy;
use omni_domain::ids::{MessageId, PersonId};
use omni_domain::instance::Instance;
use omni_domain::message::{Direction, Message, MessageSource};
use omni_domain::page::Cursor;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Characters of a quoted message that the agent sees.
const QUOTE_CHARS: usize = 500;
/// Of a turn that is over, messages after it that are read in vain at most.
const LATER: u32 = 50;

/// Where a conversation takes place.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) instance: &'a Instance,
    pub(crate) chat: &'a Chat,
    /// Its session, on the node that has it: the account's own name.
    pub(crate) live: Option<&'a Live>,
}

/// What follows a turn that was asked already, and is no part of its question.
pub(crate) struct Past {
    /// A position in the chat's list of messages, soon after the turn.
    pub(crate) until: Cursor,
    /// The messages of its answer.
    pub(crate) answer: Vec<MessageId>,
}

/// The conversation before the turn, oldest first, and as its last entry everything that the turn
/// gathered. `None` if the turn has no text. `past` is that of a turn that was asked already.
pub(crate) async fn conversation(
    app: &App,
    scene: Scene<'_>,
    messages: &[Message],
    gathered: Timestamp,
    past: Option<&Past>,
) -> Result<Option<Vec<Turn>>, Error> {
    let earlier = earlier(app, scene, messages, gathered, past).await?;
    let quoted = quoted(app, scene, messages.iter().chain(&earlier)).await?;
    let shown = messages.iter().chain(&earlier).chain(quoted.values());
    let texts = MessageTexts::load(app, scene, shown).await?;
    // A message's lines: what it quotes, and its text with the sender's name where that is wanted.
    let lines_of = |message: &Message| {
        let text = named(scene, message, texts.text(message)?);
        Some(quote(message, &quoted, &texts).into_iter().chain([text]).collect::<Vec<_>>())
    };
    let lines: Vec<String> = messages.iter().filter_map(lines_of).flatten().collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let mut turns: Vec<Turn> = earlier
        .iter()
        .filter_map(|message| {
            let role = role(message);
            let text = match role {
                Role::User => lines_of(message)?.join("\n"),
                Role::Assistant => texts.text(message)?,
            };
            Some(Turn { role, text, name: message.sender_name.clone() })
        })
        .collect();
    let name = messages.last().and_then(|message| message.sender_name.clone());
    turns.push(Turn { role: Role::User, text: lines.join("\n"), name });
    Ok(Some(turns))
}

const fn role(message: &Message) -> Role {
    match message.direction {
        Direction::Inbound => Role::User,
        Direction::Outbound => Role::Assistant,
    }
}

/// The messages before the turn had gathered all it answers, oldest first.
///
/// In the order in which they were received: the network's timestamps are whole seconds of another
/// clock, by which our last answer may be newer than the question that follows it. And an answer
/// that was given while this turn gathered precedes it, although the turn's first message is older.
async fn earlier(
    app: &App,
    scene: Scene<'_>,
    messages: &[Message],
    gathered: Timestamp,
    past: Option<&Past>,
) -> Result<Vec<Message>, Error> {
    let Some(first) = messages.first() else { return Ok(Vec::new()) };
    let before = app.config.turns.history.saturating_sub(1);
    if before == 0 {
        return Ok(Vec::new());
    }
    let limit = before.saturating_add(u32::try_from(messages.len()).unwrap_or(before));
    let limit = limit.saturating_add(past.map_or(0, |_| LATER));
    let (chat, until) = (scene.chat, past.map(|past| past.until));
    let page = app.store.list_messages(chat.tenant_id, chat.id, until, None, limit).await?;
    let answer = past.map(|past| past.answer.as_slice()).unwrap_or_default();
    let own: HashSet<MessageId> =
        messages.iter().map(|message| message.id).chain(answer.iter().copied()).collect();
    let mut items = page.items;
    items.retain(|message| {
        let known = received_order(message) < received_order(first)
            || match message.direction {
                // What arrives at this very moment belongs to the next turn.
                Direction::Inbound => message.created_at < gathered,
                Direction::Outbound => message.created_at <= gathered,
            };
        known && message.deleted_at.is_none() && !own.contains(&message.id)
    });
    items.sort_by_key(received_order);
    let surplus = items.len().saturating_sub(before as usize);
    items.drain(..surplus);
    Ok(items)
}

/// When a message was received here; for a message of a sync, the network's time.
const fn received_order(message: &Message) -> (Timestamp, MessageId) {
    let at = match message.source {
        MessageSource::Sync => message.platform_timestamp,
        _ => message.created_at,
    };
    (at, message.id)
}

/// The messages that these quote, by their id on the channel.
async fn quoted<'a>(
    app: &App,
    scene: Scene<'_>,
    messages: impl Iterator<Item = &'a Message>,
) -> Result<HashMap<String, Message>, Error> {
    let ids: BTreeSet<&str> =
        messages.filter_map(|message| message.reply_to_external_id.as_deref()).collect();
    let ids: Vec<String> = ids.into_iter().map(str::to_owned).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = app.store.find_messages_by_external(scene.instance.id, &ids).await?;
    let in_chat = found.into_iter().filter(|message| message.chat_id == scene.chat.id);
    Ok(in_chat.map(|message| (message.external_id.clone(), message)).collect())
}

/// The line before a message that quotes another.
fn quote(
    message: &Message,
    quoted: &HashMap<String, Message>,
    texts: &MessageTexts,
) -> Option<String> {
    let Some(quoted) = quoted.get(message.reply_to_external_id.as_deref()?) else {
        return copied_quote(message);
    };
    let text: String = texts.text(quoted)?.chars().take(QUOTE_CHARS).collect();
    let author = match (&quoted.sender_name, quoted.direction) {
        (_, Direction::Outbound) => "you",
        (Some(name), Direction::Inbound) => name.as_str(),
        (None, Direction::Inbound) => "someone",
    };
    Some(format!("[in reply to {author}: {text}]"))
}

/// The same for a quoted message that is not stored, by the copy that the reply carries.
fn copied_quote(message: &Message) -> Option<String> {
    let copy = message.context.quoted.as_ref()?;
    let text: String = copy.text.chars().take(QUOTE_CHARS).collect();
    Some(format!("[in reply to: {text}]"))
}

fn named(scene: Scene<'_>, message: &Message, text: String) -> String {
    match &message.sender_name {
        Some(name) if scene.instance.config.messaging.username_prefix => {
            format!("[{name}]: {text}")
        }
        _ => text,
    }
}

/// The conversation's name at the agent.
pub(crate) fn session_id(scene: Scene<'_>, person: Option<PersonId>) -> String {
    let (instance, chat) = (scene.instance.id, scene.chat.id);
    match (scene.instance.config.conversation.session_strategy, person) {
        (SessionStrategy::PerChat, _) | (_, None) => format!("{instance}:{chat}"),
        (SessionStrategy::PerUser, Some(person)) => format!("{instance}:{person}"),
        (SessionStrategy::PerUserPerChat, Some(person)) => format!("{instance}:{chat}:{person}"),
    }
}
