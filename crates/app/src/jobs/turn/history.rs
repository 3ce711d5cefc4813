//! The history and the input that the agent is given.

use super::TurnContext;
use crate::app::App;
use crate::error::Error;
use crate::media_processing::{Readings, readings};
use omni_agents::{Role, Turn};
use omni_domain::Timestamp;
use omni_domain::content::{Content, MediaContent};
use omni_domain::conversation_settings::SessionStrategy;
use omni_domain::ids::{MessageId, PersonId};
use omni_domain::message::{Direction, Message, MessageSource};
use std::collections::{HashMap, HashSet};

/// Characters of a quoted message that the agent sees.
const QUOTE_CHARS: usize = 500;

/// The conversation before the turn, oldest first, and as its last entry everything that the turn
/// gathered. `None` if the turn has no text.
pub(super) async fn conversation(
    app: &App,
    context: &TurnContext,
    messages: &[Message],
    gathered: Timestamp,
) -> Result<Option<Vec<Turn>>, Error> {
    let earlier = earlier(app, context, messages, gathered).await?;
    let with_files = messages.iter().chain(&earlier).filter(|one| one.content.media().is_some());
    let readings = readings(app, with_files.map(|message| message.id)).await?;
    let quotes = quotes(app, context, messages).await?;
    let mut lines = Vec::with_capacity(messages.len());
    for message in messages {
        let Some(text) = text_of(message, &readings) else { continue };
        let quoted = message.reply_to_external_id.as_deref().and_then(|id| quotes.get(id));
        lines.extend(quoted.cloned());
        lines.push(named(context, message, text));
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let mut turns: Vec<Turn> = earlier
        .iter()
        .filter_map(|message| {
            let role = role(message);
            let mut text = text_of(message, &readings)?;
            if role == Role::User {
                text = named(context, message, text);
            }
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
    context: &TurnContext,
    messages: &[Message],
    gathered: Timestamp,
) -> Result<Vec<Message>, Error> {
    let Some(first) = messages.first() else { return Ok(Vec::new()) };
    let before = app.config.turns.history.saturating_sub(1);
    if before == 0 {
        return Ok(Vec::new());
    }
    let limit = before.saturating_add(u32::try_from(messages.len()).unwrap_or(before));
    let chat = &context.chat;
    let page = app.store.list_messages(chat.tenant_id, chat.id, None, None, limit).await?;
    let own: HashSet<MessageId> = messages.iter().map(|message| message.id).collect();
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

/// A line for each message that is quoted, by its id on the channel.
async fn quotes(
    app: &App,
    context: &TurnContext,
    messages: &[Message],
) -> Result<HashMap<String, String>, Error> {
    let mut lines = HashMap::new();
    for message in messages {
        let Some(id) = &message.reply_to_external_id else { continue };
        if lines.contains_key(id) {
            continue;
        }
        let Some(quoted) = app.store.find_message_by_external(context.chat.id, id).await? else {
            continue;
        };
        let Some(text) = text_of(&quoted, &HashMap::new()) else { continue };
        let text: String = text.chars().take(QUOTE_CHARS).collect();
        let whose = match (&quoted.sender_name, quoted.direction) {
            (_, Direction::Outbound) => "you".to_owned(),
            (Some(name), Direction::Inbound) => name.clone(),
            (None, Direction::Inbound) => "someone".to_owned(),
        };
        lines.insert(id.clone(), format!("[in reply to {whose}: {text}]"));
    }
    Ok(lines)
}

fn named(context: &TurnContext, message: &Message, text: String) -> String {
    match &message.sender_name {
        Some(name) if context.instance.config.messaging.username_prefix => {
            format!("[{name}]: {text}")
        }
        _ => text,
    }
}

fn text_of(message: &Message, readings: &HashMap<MessageId, Readings>) -> Option<String> {
    if message.deleted_at.is_some() {
        return None;
    }
    match &message.content {
        Content::Media(media) => Some(file(media, readings.get(&message.id))),
        content => content.as_text(),
    }
}

/// A file as text: what it is, its reading, and its caption.
fn file(media: &MediaContent, readings: Option<&Readings>) -> String {
    let mut text = format!("[{}]", media.kind);
    let read = readings.and_then(|read| {
        read.transcription.as_ref().or(read.description.as_ref()).or(read.extraction.as_ref())
    });
    for part in read.into_iter().chain(&media.caption) {
        text.push(' ');
        text.push_str(part);
    }
    text
}

/// The conversation's name at the agent.
pub(super) fn session_id(context: &TurnContext, person: Option<PersonId>) -> String {
    let (instance, chat) = (context.instance.id, context.chat.id);
    match (context.instance.config.conversation.session_strategy, person) {
        (SessionStrategy::PerChat, _) | (_, None) => format!("{instance}:{chat}"),
        (SessionStrategy::PerUser, Some(person)) => format!("{instance}:{person}"),
        (SessionStrategy::PerUserPerChat, Some(person)) => format!("{instance}:{chat}:{person}"),
    }
}

#[cfg(test)]
mod tests {
    use super::file;
    use crate::media_processing::Readings;
    use omni_domain::content::{MediaContent, MediaKind};

    #[test]
    fn a_file_is_shown_by_its_reading_and_caption() {
        let mut media = MediaContent::new(MediaKind::Audio, "audio/ogg");
        assert_eq!(file(&media, None), "[audio]");
        let read = Readings { transcription: Some("call me".to_owned()), ..Readings::default() };
        media.caption = Some("urgent".to_owned());
        assert_eq!(file(&media, Some(&read)), "[audio] call me urgent");
    }
}
