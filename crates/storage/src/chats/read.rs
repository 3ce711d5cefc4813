//! Finding chats.

use super::chat::{self, ChatRow};
use super::facts;
use super::participant::{self, ParticipantRow};
use crate::Store;
use crate::address::find_by_addresses;
use crate::db::{Conn, Select, list, or_fallback, padded, readable};
use crate::error::StorageError;
use crate::page::{before, page};
use crate::store::lookups;
use omni_domain::Timestamp;
use omni_domain::conversation::{Chat, ChatFacts, ChatType, Participant};
use omni_domain::ids::{ChatId, InstanceId, TenantId, UserId};
use omni_domain::page::{Cursor, Page, PageRequest};
use std::sync::Arc;
use uuid::Uuid;

/// To whom the chats of a list are assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssignedTo {
    /// To no user.
    NoUser,
    /// To this user.
    User(UserId),
}

/// Which chats of an instance a list has.
#[derive(Debug, Clone, Copy, Default)]
pub struct ChatFilter<'a> {
    /// With this text in the name or an address.
    pub search: Option<&'a str>,
    /// Of these types; none is all.
    pub types: &'a [ChatType],
    /// Only those with unread messages, or marked as unread.
    pub unread: bool,
    /// Only those that are archived, or those that are not.
    pub archived: Option<bool>,
    /// Only those that are pinned, or those that are not.
    pub pinned: Option<bool>,
    /// Only those with the label of this id.
    pub label: Option<&'a str>,
    /// Only those that are assigned so.
    pub assigned: Option<AssignedTo>,
    /// Only those in which the agent is paused at this time.
    pub paused_at: Option<Timestamp>,
    /// Only those whose newest turn, or newest message, failed.
    pub failed: bool,
}

async fn find(db: &mut Conn<'_>, t: TenantId, id: ChatId) -> Result<Option<Chat>, StorageError> {
    let row = db.query(chat::FIND).bind(t.0).bind(id.0).maybe::<ChatRow>().await?;
    row.map(ChatRow::shown).transpose()
}

async fn by_id(db: &mut Conn<'_>, id: ChatId) -> Result<Option<Chat>, StorageError> {
    let row = db.query(chat::BY_ID).bind(id.0).maybe::<ChatRow>().await?;
    row.map(ChatRow::shown).transpose()
}

async fn by_ids(db: &mut Conn<'_>, ids: &[ChatId]) -> Result<Vec<Chat>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let mut found: Vec<Chat> = Vec::with_capacity(ids.len());
    for some in padded(&ids) {
        let shown = "WHERE merged_into IS NULL AND id IN";
        let text = format!("{} {shown} ({})", chat::SELECT, list(1, some.len()));
        let rows = db.composed(text).bind_all(some).all::<ChatRow>().await?;
        found.extend(readable::<_, Chat>(rows));
    }
    // Deleted, part of another chat by now, or unreadable.
    let missing: Vec<Uuid> =
        ids.into_iter().filter(|id| !found.iter().any(|chat| chat.id.0 == *id)).collect();
    for id in missing {
        let row = db.query(chat::BY_ID).bind(id).maybe::<ChatRow>().await?;
        let kept = row.and_then(|row| or_fallback(Chat::try_from(row).map(Some), || None));
        found.extend(kept.map(|kept| Chat { id: ChatId(id), ..kept }));
    }
    Ok(found)
}

async fn find_all(
    db: &mut Conn<'_>,
    instance: InstanceId,
    addresses: &[String],
) -> Result<Vec<Chat>, StorageError> {
    let id = |row: &ChatRow| row.id;
    let rows = find_by_addresses(db, chat::SELECT, instance, addresses, id).await?;
    Ok(readable(rows).collect())
}

async fn by_address(
    db: &mut Conn<'_>,
    instance: InstanceId,
    address: &str,
) -> Result<Option<Chat>, StorageError> {
    Ok(find_all(db, instance, &[address.to_owned()]).await?.pop())
}

async fn participants(db: &mut Conn<'_>, chat: ChatId) -> Result<Vec<Participant>, StorageError> {
    let rows = db.query(participant::LIST).bind(chat.0).all::<ParticipantRow>().await?;
    Ok(rows.into_iter().map(Participant::from).collect())
}

lookups! {
    /// A chat.
    find_chat(t: TenantId, id: ChatId) -> Option<Chat> = find;
    /// A chat, of any tenant: for jobs and channels, never for a caller.
    chat_by_id(id: ChatId) -> Option<Chat> = by_id;
    /// Several chats, of any tenant, in any order. One that became part of another has its own id,
    /// and the rest from the other.
    chats_by_id(ids: &[ChatId]) -> Vec<Chat> = by_ids;
    /// The chat with this address, canonical or other.
    find_chat_by_address(instance: InstanceId, address: &str) -> Option<Chat> = by_address;
    /// The chats of an instance that have any of the addresses, canonical or other.
    find_chats(instance: InstanceId, addresses: &[String]) -> Vec<Chat> = find_all;
    /// The participants of a chat, in the order they joined.
    list_participants(chat: ChatId) -> Vec<Participant> = participants;
}

/// What the account keeps about a chat of the list.
const KEPT: &str =
    "EXISTS (SELECT 1 FROM chat_states WHERE chat_states.chat_id = chats.id AND chat_states.";

/// The conditions on what the account keeps. A deleted chat is back with a later message.
fn kept(select: &mut Select, filter: &ChatFilter<'_>) {
    select.push(" AND NOT ").push(KEPT);
    select.push("removed_at >= COALESCE(chats.last_message_at, 0))");
    for (wanted, column) in [(filter.archived, "archived)"), (filter.pinned, "pinned)")] {
        let Some(wanted) = wanted else { continue };
        select.push(if wanted { " AND " } else { " AND NOT " }).push(KEPT).push(column);
    }
    if let Some(label) = filter.label {
        select.push(" AND EXISTS (SELECT 1 FROM chat_labels WHERE chat_id = chats.id");
        select.push(" AND label_id = ").bind(label).push(")");
    }
}

const ASSIGNEE: &str = "EXISTS (SELECT 1 FROM chat_assignees WHERE chat_id = chats.id";

/// The condition on the user to whom a chat is assigned.
fn assigned(select: &mut Select, to: AssignedTo) {
    match to {
        AssignedTo::NoUser => select.push(" AND NOT ").push(ASSIGNEE).push(")"),
        AssignedTo::User(user) => {
            select.push(" AND ").push(ASSIGNEE).push(" AND user_id = ").bind(user.0).push(")")
        }
    };
}

/// The chats of an instance, the one with the newest message first.
fn list_of(
    t: TenantId,
    instance: InstanceId,
    filter: &ChatFilter<'_>,
    request: PageRequest,
) -> Select {
    let from = before(request.after);
    let mut select = Select::new(chat::LIST);
    select.bind(t.0).push(" AND instance_id = ").bind(instance.0);
    // In two steps, because SQLite finds no index for a pair with an expression in it.
    select.push(" AND COALESCE(last_message_at, 0) <= ").bind(from.key);
    select.push(" AND (COALESCE(last_message_at, 0) < ").bind(from.key);
    select.push(" OR id < ").bind(from.id).push(")");
    if !filter.types.is_empty() {
        select.and_in("chat_type", filter.types.iter().map(|kind| kind.as_str()));
    }
    if filter.unread {
        select.push(" AND (unread_count > 0 OR ").push(KEPT).push("marked_unread))");
    }
    kept(&mut select, filter);
    if let Some(to) = filter.assigned {
        assigned(&mut select, to);
    }
    if let Some(now) = filter.paused_at {
        paused(&mut select, now);
    }
    if filter.failed {
        select.push(FAILED);
    }
    if let Some(text) = filter.search {
        select.and_contains(&["name", "address", "address_alt"], text);
    }
    select.push(" ORDER BY COALESCE(last_message_at, 0) DESC, id DESC LIMIT ");
    select.bind(i64::from(request.limit) + 1);
    select
}

async fn read(
    db: &mut Conn<'_>,
    select: Select,
    request: PageRequest,
) -> Result<Page<Chat>, StorageError> {
    let rows = select.on(db).all::<ChatRow>().await?;
    Ok(page(rows, request.limit, |chat: &Chat| Cursor {
        key: chat.last_message_at.map_or(0, |at| at.0),
        id: chat.id.0,
    }))
}

/// The condition on the pause of the agent.
fn paused(select: &mut Select, now: Timestamp) {
    select.push(" AND EXISTS (SELECT 1 FROM chat_pauses WHERE chat_pauses.chat_id = chats.id");
    select.push(" AND (paused_until IS NULL OR paused_until > ").bind(now.0).push("))");
}

/// The newest of each, by the indexes of their lists: what follows a failure ends it.
const FAILED: &str = " AND 'failed' IN (
    (SELECT state FROM turns WHERE turns.chat_id = chats.id
        ORDER BY turns.created_at DESC, turns.id DESC LIMIT 1),
    (SELECT status FROM messages WHERE messages.chat_id = chats.id
        ORDER BY platform_timestamp DESC, messages.id DESC LIMIT 1))";

impl Store {
    /// The chats of an instance, the one with the newest message first.
    pub async fn list_chats(
        &self,
        t: TenantId,
        instance: InstanceId,
        filter: ChatFilter<'_>,
        request: PageRequest,
    ) -> Result<Page<Chat>, StorageError> {
        let select = list_of(t, instance, &filter, request);
        read(&mut self.reader().await?.conn(), select, request).await
    }

    /// The chats of an instance, the one with the newest message first, with what is stored beside
    /// them.
    pub async fn list_chats_with_facts(
        &self,
        t: TenantId,
        instance: InstanceId,
        filter: ChatFilter<'_>,
        request: PageRequest,
    ) -> Result<Arc<Page<(Chat, ChatFacts)>>, StorageError> {
        let select = list_of(t, instance, &filter, request);
        let page = self.read_with_facts(select.clone(), request);
        match self.caches() {
            Some(caches) => caches.chats.get_or_read(select, page).await,
            None => page.await.map(Arc::new),
        }
    }

    async fn read_with_facts(
        &self,
        select: Select,
        request: PageRequest,
    ) -> Result<Page<(Chat, ChatFacts)>, StorageError> {
        let mut reader = self.reader().await?;
        let Page { items, next } = read(&mut reader.conn(), select, request).await?;
        let ids: Vec<ChatId> = items.iter().map(|chat| chat.id).collect();
        let mut facts = facts::of(&mut reader.conn(), &ids).await?;
        let with_facts = |chat: Chat| {
            let facts = facts.remove(&chat.id).unwrap_or_default();
            (chat, facts)
        };
        Ok(Page { items: items.into_iter().map(with_facts).collect(), next })
    }
}
