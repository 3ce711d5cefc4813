//! Finding messages by their words.
//!
//! A message is found by the event of its arrival or acceptance, in the index of words of the log, or by a
//! row of `indexed_messages`, which then has all of its words and counts alone. Both indexes have their
//! matches in the order of time; a page is merged from the newest of each.

use super::index::{is_indexed, time_of};
use super::read::by_ids;
use super::table;
use crate::Store;
use crate::db::{Conn, Select};
use crate::error::StorageError;
use crate::events::{has_word, words};
use crate::options::Engine;
use omni_domain::event::{Event, EventType};
use omni_domain::ids::{ChatId, InstanceId, MessageId, TenantId};
use omni_domain::instance::ChannelType;
use omni_domain::message::{Message, MessageSource};
use omni_domain::page::{Cursor, Page, PageRequest};
use std::collections::HashMap;
use uuid::Uuid;

/// Which messages to find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// With all of these words, whatever their case and accents; the last may be the beginning of one,
    /// unless it is a word itself.
    pub search: String,
    /// Of these instances; `None` is all.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// On these networks; none is all.
    pub channels: Vec<ChannelType>,
    /// In this chat.
    pub chat_id: Option<ChatId>,
}

/// The message that is found by an event.
pub(crate) fn found_by(event: &Event) -> Option<MessageId> {
    event.text.as_ref()?;
    match event.event_type() {
        EventType::MessageReceived | EventType::MessageQueued | EventType::MessageSent => {
            event.message_id
        }
        _ => None,
    }
}

/// A match of one of the indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Match {
    /// `events.seq`, or `indexed_messages.place`.
    position: i64,
    at: i64,
    message: MessageId,
}

/// What was returned of each index so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    seq: i64,
    place: i64,
}

impl From<Option<Cursor>> for Position {
    fn from(cursor: Option<Cursor>) -> Self {
        let Some(cursor) = cursor else { return Self { seq: i64::MAX, place: i64::MAX } };
        let (_, place) = cursor.id.as_u64_pair();
        Self { seq: cursor.key, place: i64::try_from(place).unwrap_or(i64::MAX) }
    }
}

impl From<Position> for Cursor {
    fn from(position: Position) -> Self {
        let place = u64::try_from(position.place).unwrap_or_default();
        Self { key: position.seq, id: Uuid::from_u64_pair(0, place) }
    }
}

/// The newest of both, each message once, and where the next page begins.
fn merged(
    of_events: Vec<Match>,
    of_messages: Vec<Match>,
    from: Position,
    limit: usize,
) -> (Vec<MessageId>, Option<Position>) {
    // A full list may have more than it shows, whatever is left out of it.
    let is_full = of_events.len() > limit || of_messages.len() > limit;
    let (mut position, mut found) = (from, Vec::with_capacity(limit));
    let mut of_events = of_events.into_iter().peekable();
    let mut of_messages = of_messages.into_iter().peekable();
    while found.len() < limit {
        let is_event = match (of_events.peek(), of_messages.peek()) {
            (Some(event), Some(message)) => event.at >= message.at,
            (event, _) => event.is_some(),
        };
        let next = if is_event { of_events.next() } else { of_messages.next() };
        let Some(next) = next else { break };
        if is_event {
            position.seq = next.position;
        } else {
            position.place = next.position;
        }
        if !found.contains(&next.message) {
            found.push(next.message);
        }
    }
    let has_more = is_full || of_events.peek().is_some() || of_messages.peek().is_some();
    (found, has_more.then_some(position))
}

/// The terms of a search, in the syntax of the engine; `None` if there is no word in it.
async fn terms(db: &mut Conn<'_>, text: &str) -> Result<Option<String>, StorageError> {
    let Some(wanted) = words::wanted(db.engine(), text) else { return Ok(None) };
    let Some((last, begun)) = wanted.open else { return Ok(Some(wanted.whole)) };
    let is_word = has_word(db, &last).await? || is_indexed(db, &last).await?;
    Ok(Some(if is_word { wanted.whole } else { begun }))
}

/// The conditions on the messages themselves.
fn restrict(select: &mut Select, t: TenantId, filter: &MessageFilter) {
    select.push(" AND messages.tenant_id = ").bind(t.0);
    select.push(" AND messages.deleted_at IS NULL").push(table::SHOWN);
    if let Some(ids) = &filter.instance_ids {
        select.and_in("messages.instance_id", ids.iter().map(|id| id.0));
    }
    if let Some(chat) = filter.chat_id {
        select.push(" AND messages.chat_id = ").bind(chat.0);
    }
    // Of an instance that is being deleted nothing is left for readers.
    select.push(" AND messages.instance_id IN (SELECT id FROM instances WHERE tenant_id = ");
    select.bind(t.0).push(" AND deleted_at IS NULL");
    if !filter.channels.is_empty() {
        select.and_in("channel", filter.channels.iter().map(|channel| channel.as_str()));
    }
    select.push(")");
}

/// The conditions on the events, so that of those of other tenants and chats no message is read. `IS TRUE`
/// keeps the planner from an index without the order of the log.
fn restrict_events(select: &mut Select, t: TenantId, filter: &MessageFilter) {
    select.push(" AND (events.tenant_id = ").bind(t.0).push(") IS TRUE");
    if let Some(chat) = filter.chat_id {
        // While a chat is merged, messages may have moved before their events.
        select.push(" AND (events.chat_id IN (SELECT id FROM chats WHERE id = ").bind(chat.0);
        select.push(" OR merged_into = ").bind(chat.0).push(")) IS TRUE");
    }
}

/// The newest matches among events before a number. Cross joins, because the index of words must come
/// first and gives the order.
async fn of_events(
    db: &mut Conn<'_>,
    t: TenantId,
    filter: &MessageFilter,
    terms: &str,
    before: i64,
    limit: i64,
) -> Result<Vec<Match>, StorageError> {
    let mut select = Select::new("SELECT events.seq, events.at, messages.id FROM ");
    let seq = match db.engine() {
        Engine::Sqlite => {
            select.push("event_search CROSS JOIN events ON events.seq = event_search.rowid");
            select.push(" CROSS JOIN messages ON messages.id = events.message_id");
            select.push(" WHERE event_search MATCH ").bind(terms);
            "event_search.rowid"
        }
        Engine::Postgres => {
            select.push("event_search JOIN events ON events.seq = event_search.event_seq");
            select.push(" JOIN messages ON messages.id = events.message_id");
            select.push(" WHERE event_search.words @@ CAST(").bind(terms).push(" AS tsquery)");
            "event_search.event_seq"
        }
    };
    select.push(" AND ").push(seq).push(" < ").bind(before);
    restrict_events(&mut select, t, filter);
    // One event of each message: what is sent from here is accepted before.
    let [received, queued] = [EventType::MessageReceived, EventType::MessageQueued];
    select.push(" AND (events.event_type = ").bind(received.as_str());
    select.push(" OR events.event_type = ").bind(queued.as_str());
    select.push(" OR (events.event_type = ").bind(EventType::MessageSent.as_str());
    select.push(" AND messages.source = ").bind(MessageSource::Device.as_str()).push("))");
    select.push(" AND NOT EXISTS (SELECT 1 FROM indexed_messages WHERE message_id = messages.id)");
    restrict(&mut select, t, filter);
    select.push(" ORDER BY ").push(seq).push(" DESC LIMIT ").bind(limit);
    let rows: Vec<(i64, i64, Uuid)> = select.on(db).all().await?;
    let found = |(position, at, id)| Match { position, at, message: MessageId(id) };
    Ok(rows.into_iter().map(found).collect())
}

/// The newest matches among messages before a place.
async fn of_messages(
    db: &mut Conn<'_>,
    t: TenantId,
    filter: &MessageFilter,
    terms: &str,
    before: i64,
    limit: i64,
) -> Result<Vec<Match>, StorageError> {
    let mut select = Select::new("SELECT indexed_messages.place, messages.id FROM message_search");
    let place = match db.engine() {
        Engine::Sqlite => {
            select.push(" CROSS JOIN indexed_messages");
            select.push(" ON indexed_messages.place = message_search.rowid");
            select.push(" CROSS JOIN messages ON messages.id = indexed_messages.message_id");
            select.push(" WHERE message_search MATCH ").bind(terms);
            "message_search.rowid"
        }
        Engine::Postgres => {
            select.push(" JOIN indexed_messages ON indexed_messages.place = message_search.place");
            select.push(" JOIN messages ON messages.id = indexed_messages.message_id");
            select.push(" WHERE message_search.words @@ CAST(").bind(terms).push(" AS tsquery)");
            "message_search.place"
        }
    };
    select.push(" AND ").push(place).push(" < ").bind(before);
    restrict(&mut select, t, filter);
    select.push(" ORDER BY ").push(place).push(" DESC LIMIT ").bind(limit);
    let rows: Vec<(i64, Uuid)> = select.on(db).all().await?;
    let found =
        |(position, id)| Match { position, at: time_of(position).0, message: MessageId(id) };
    Ok(rows.into_iter().map(found).collect())
}

impl Store {
    /// The messages of a tenant that have these words, newest first: in their texts and captions, also
    /// earlier ones, and in what was read of their files. Each for as long as it is stored.
    pub async fn search_messages(
        &self,
        t: TenantId,
        filter: &MessageFilter,
        request: PageRequest,
    ) -> Result<Page<Message>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let Some(terms) = terms(&mut db, &filter.search).await? else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        let from = Position::from(request.after);
        let limit = i64::from(request.limit) + 1;
        let events = of_events(&mut db, t, filter, &terms, from.seq, limit).await?;
        let messages = of_messages(&mut db, t, filter, &terms, from.place, limit).await?;
        let (ids, next) = merged(events, messages, from, request.limit as usize);
        let found = by_ids(&mut db, &ids).await?;
        let mut found: HashMap<MessageId, Message> =
            found.into_iter().map(|message| (message.id, message)).collect();
        let items = ids.iter().filter_map(|id| found.remove(id)).collect();
        Ok(Page { items, next: next.map(Cursor::from) })
    }
}

#[cfg(test)]
mod tests {
    use super::{Match, Position, merged};
    use omni_domain::ids::MessageId;
    use omni_domain::page::Cursor;
    use uuid::Uuid;

    fn id(n: u128) -> MessageId {
        MessageId(Uuid::from_u128(n))
    }

    fn matches(list: &[(i64, i64, u128)]) -> Vec<Match> {
        let one = |(position, at, n): &(i64, i64, u128)| Match {
            position: *position,
            at: *at,
            message: id(*n),
        };
        list.iter().map(one).collect()
    }

    #[test]
    fn a_cursor_keeps_both_positions() {
        let start = Position::from(None);
        for position in [start, Position { seq: 7, place: 3_645_239_951_360_000_001 }] {
            assert_eq!(Position::from(Some(Cursor::from(position))), position);
        }
    }

    #[test]
    fn the_newest_of_both_indexes_are_paged_without_loss() {
        let events = matches(&[(9, 50, 1), (8, 30, 2), (7, 30, 2), (6, 10, 3)]);
        let messages = matches(&[(400, 40, 4), (300, 30, 5), (50, 5, 6)]);
        let mut position = Position::from(None);
        let mut pages = Vec::new();
        loop {
            let left = |all: &[Match], before: i64| {
                all.iter().filter(|one| one.position < before).copied().collect::<Vec<_>>()
            };
            let (events, messages) = (left(&events, position.seq), left(&messages, position.place));
            let (found, next) = merged(events, messages, position, 4);
            pages.push(found);
            let Some(next) = next else { break };
            position = next;
        }
        assert_eq!(pages, [vec![id(1), id(4), id(2), id(5)], vec![id(3), id(6)]]);
    }
}
