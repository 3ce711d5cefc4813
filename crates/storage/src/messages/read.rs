//! Finding messages.

use super::table::{self, MessageRow};
use crate::Store;
use crate::db::{Conn, Select};
use crate::dialect;
use crate::error::StorageError;
use crate::page::before;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{ChatId, InstanceId, MessageId, TenantId};
use omni_domain::message::Message;
use omni_domain::page::{Cursor, Page};
use std::collections::BTreeSet;

/// The position of a message in its chat.
const fn position(message: &Message) -> Cursor {
    Cursor { key: message.platform_timestamp.0, id: message.id.0 }
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: MessageId,
) -> Result<Option<Message>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<MessageRow>().await?;
    Ok(row.map(Message::from))
}

async fn by_id(db: &mut Conn<'_>, id: MessageId) -> Result<Option<Message>, StorageError> {
    let row = db.query(table::BY_ID).bind(id.0).maybe::<MessageRow>().await?;
    Ok(row.map(Message::from))
}

async fn by_external(
    db: &mut Conn<'_>,
    chat: ChatId,
    external_id: &str,
) -> Result<Option<Message>, StorageError> {
    let query = db.query(table::BY_EXTERNAL).bind(chat.0).bind(external_id);
    Ok(query.maybe::<MessageRow>().await?.map(Message::from))
}

pub(crate) async fn by_ids(
    db: &mut Conn<'_>,
    ids: &[MessageId],
) -> Result<Vec<Message>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in crate::db::padded(ids) {
        let mut select = Select::new(table::SELECT);
        select.and_in("id", some.iter().map(|id| id.0));
        for row in select.on(db).all::<MessageRow>().await? {
            found.push(Message::from(row));
        }
    }
    Ok(found)
}

impl Store {
    /// Those of these messages whose sends have a result.
    pub async fn settled_messages(
        &self,
        ids: &[MessageId],
    ) -> Result<Vec<MessageId>, StorageError> {
        let mut settled = Vec::new();
        let mut reader = self.reader().await?;
        for some in crate::db::padded(ids) {
            let mut select = Select::new("SELECT id FROM messages WHERE status <> 'queued'");
            select.and_in("id", some.iter().map(|id| id.0));
            let rows: Vec<(uuid::Uuid,)> = select.on(&mut reader.conn()).all().await?;
            settled.extend(rows.into_iter().map(|(id,)| MessageId(id)));
        }
        Ok(settled)
    }
}

async fn all_by_external(
    db: &mut Conn<'_>,
    instance: InstanceId,
    external_ids: &[String],
) -> Result<Vec<Message>, StorageError> {
    let mut found = Vec::new();
    for some in external_ids.chunks(100) {
        let mut select = Select::new(table::SELECT);
        select.push(" AND instance_id = ").bind(instance.0);
        select.and_in("external_id", some.iter().map(String::as_str));
        for row in select.on(db).all::<MessageRow>().await? {
            found.push(Message::from(row));
        }
    }
    Ok(found)
}

async fn recent(
    db: &mut Conn<'_>,
    chat: ChatId,
    from: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Message>, StorageError> {
    let from = before(from);
    let query = db.query(table::RECENT).bind(chat.0).bind(from.key).bind(from.id);
    let rows = query.bind(i64::from(limit)).all::<MessageRow>().await?;
    Ok(rows.into_iter().rev().map(Message::from).collect())
}

async fn newest(db: &mut Conn<'_>, chat: ChatId, limit: u32) -> Result<Vec<Message>, StorageError> {
    recent(db, chat, None, limit).await
}

async fn starred(db: &mut Conn<'_>, ids: &[MessageId]) -> Result<Vec<MessageId>, StorageError> {
    let mut found = Vec::new();
    for some in crate::db::padded(ids) {
        let mut select = Select::new("SELECT id FROM messages WHERE starred_at IS NOT NULL");
        select.and_in("id", some.iter().map(|id| id.0));
        let rows: Vec<(uuid::Uuid,)> = select.on(db).all().await?;
        found.extend(rows.into_iter().map(|(id,)| MessageId(id)));
    }
    Ok(found)
}

async fn kept(db: &mut Conn<'_>, ids: &[MessageId]) -> Result<Vec<MessageId>, StorageError> {
    let mut found = Vec::new();
    for some in crate::db::padded(ids) {
        let mut select = Select::new("SELECT id FROM messages WHERE kept_at IS NOT NULL");
        select.and_in("id", some.iter().map(|id| id.0));
        let rows: Vec<(uuid::Uuid,)> = select.on(db).all().await?;
        found.extend(rows.into_iter().map(|(id,)| MessageId(id)));
    }
    Ok(found)
}

lookups! {
    /// Those of these messages that have a star.
    starred_among(ids: &[MessageId]) -> Vec<MessageId> = starred;
    /// Those of these messages that are kept for all participants of their chats.
    kept_among(ids: &[MessageId]) -> Vec<MessageId> = kept;
    /// A message.
    find_message(t: TenantId, id: MessageId) -> Option<Message> = find;
    /// A message, of any tenant: for jobs and channels, never for a caller.
    message_by_id(id: MessageId) -> Option<Message> = by_id;
    /// The message of a chat with the channel's id.
    find_message_by_external(chat: ChatId, external_id: &str) -> Option<Message> = by_external;
    /// These messages, of any tenant, in no particular order: for jobs and channels.
    messages_by_ids(ids: &[MessageId]) -> Vec<Message> = by_ids;
    /// The messages of an instance with the channel's ids, in no particular order.
    find_messages_by_external(
        instance: InstanceId,
        external_ids: &[String],
    ) -> Vec<Message> = all_by_external;
    /// The newest messages of a chat, oldest of them first, without deleted ones.
    recent_messages(chat: ChatId, limit: u32) -> Vec<Message> = newest;
}

impl Tx {
    /// A message that is about to be changed: its row stays as it is until the write commits.
    pub async fn lock_message(
        &mut self,
        t: TenantId,
        id: MessageId,
    ) -> Result<Option<Message>, StorageError> {
        let lock = dialect::for_update(self.engine());
        let mut db = self.db();
        let query = db.composed(format!("{}{lock}", table::FIND)).bind(t.0).bind(id.0);
        Ok(query.maybe::<MessageRow>().await?.map(Message::from))
    }

    /// Messages whose words are about to be written: an edit, a revocation or a reading at the same time
    /// waits until the write commits, and then finds what was written. In the order of their ids, so that
    /// two writes that lock some of the same do not wait for each other.
    pub(super) async fn lock_messages(
        &mut self,
        ids: &BTreeSet<MessageId>,
    ) -> Result<Vec<Message>, StorageError> {
        let lock = dialect::for_update(self.engine());
        let ids: Vec<MessageId> = ids.iter().copied().collect();
        let mut found = Vec::with_capacity(ids.len());
        for some in crate::db::padded(&ids) {
            let mut select = Select::new(table::SELECT);
            select.and_in("id", some.iter().map(|id| id.0)).push(" ORDER BY id").push(lock);
            let rows = select.on(&mut self.db()).all::<MessageRow>().await?;
            found.extend(rows.into_iter().map(Message::from));
        }
        Ok(found)
    }

    /// The messages of its chat that come before a message, oldest first, without deleted ones.
    pub async fn recent_messages_before(
        &mut self,
        message: &Message,
        limit: u32,
    ) -> Result<Vec<Message>, StorageError> {
        recent(&mut self.db(), message.chat_id, Some(position(message)), limit).await
    }
}

impl Store {
    /// The messages of a chat. With `after`, those that follow it, oldest first; otherwise those
    /// before `before` (or the newest), newest first. The page's cursor continues in that
    /// direction.
    pub async fn list_messages(
        &self,
        t: TenantId,
        chat: ChatId,
        before: Option<Cursor>,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Message>, StorageError> {
        let (text, from) = match after {
            Some(after) => (table::LIST_AFTER, after),
            None => (table::LIST_BEFORE, crate::page::before(before)),
        };
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(text).bind(t.0).bind(chat.0).bind(from.key).bind(from.id);
        let rows = query.bind(i64::from(limit) + 1).all::<MessageRow>().await?;
        let messages = rows.into_iter().map(Message::from).collect();
        Ok(Page::from_rows(messages, limit, position))
    }

    /// The messages of an instance that were written since `from`, of all of its chats, newest first:
    /// those before `before`, or the newest.
    pub async fn list_instance_messages(
        &self,
        t: TenantId,
        instance: InstanceId,
        before: Option<Cursor>,
        from: Timestamp,
        limit: u32,
    ) -> Result<Page<Message>, StorageError> {
        let before = crate::page::before(before);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(table::OF_INSTANCE).bind(t.0).bind(instance.0);
        let query = query.bind(before.key).bind(before.id).bind(from.0);
        let rows = query.bind(i64::from(limit) + 1).all::<MessageRow>().await?;
        let messages = rows.into_iter().map(Message::from).collect();
        Ok(Page::from_rows(messages, limit, position))
    }
}
