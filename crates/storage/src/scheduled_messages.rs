//! The table `scheduled_messages`.

use crate::Store;
use crate::db::{Conn, Select, json_text, parse_json, row, statements, text};
use crate::error::StorageError;
use crate::page::{before, page};
use crate::store::{locked_lookups, lookups};
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::content::Content;
use omni_domain::ids::{InstanceId, JobId, MessageId, ScheduledMessageId, TenantId};
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::scheduled_message::{ScheduledMessage, ScheduledStatus};
use uuid::Uuid;

const TABLE: &str = "scheduled_messages";

/// Which scheduled messages to list. An empty list of states is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScheduledFilter {
    /// Only of these instances; `None` is all.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// Only to one of these addresses; `None` is all.
    pub chats: Option<Vec<String>>,
    /// In these states.
    pub statuses: Vec<ScheduledStatus>,
}

row! {
    struct ScheduledRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Uuid,
        recipient: String,
        chat: String,
        text: String,
        options: String,
        send_at: i64,
        status: String,
        message_id: Option<Uuid>,
        error: Option<String>,
        job_id: Uuid,
        created_at: i64,
        updated_at: i64,
        content: Option<String>,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO scheduled_messages (", columns!(), ", media_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        );
        UPDATE = "UPDATE scheduled_messages SET text = $3, send_at = $4, status = $5,
            message_id = $6, error = $7, updated_at = $8, content = $9 WHERE tenant_id = $1 AND id = $2";
        FIND = concat!(
            "SELECT ", columns!(), " FROM scheduled_messages WHERE tenant_id = $1 AND id = $2",
        );
        OVERDUE = concat!(
            "SELECT ", columns!(), " FROM scheduled_messages
             WHERE status = 'scheduled' AND send_at < $1 ORDER BY send_at LIMIT $2",
        );
        COUNT = "SELECT COUNT(*) FROM scheduled_messages
            WHERE instance_id = $1 AND status = 'scheduled'";
        DELETE_BEFORE = "DELETE FROM scheduled_messages WHERE id IN
            (SELECT id FROM scheduled_messages WHERE status <> 'scheduled' AND updated_at < $1
             ORDER BY updated_at LIMIT $2)";
    }

    /// The list, before its conditions.
    pub(super) const LIST: &str =
        concat!("SELECT ", columns!(), " FROM scheduled_messages WHERE tenant_id = ");
}
pub(crate) use sql::ALL;

/// The columns `text` and `content`. A text is where earlier versions wrote it.
fn columns_of(content: &Content) -> (&str, Option<String>) {
    match content {
        Content::Text { text } => (text.as_str(), None),
        other => ("", Some(json_text(other))),
    }
}

impl TryFrom<ScheduledRow> for ScheduledMessage {
    type Error = StorageError;

    fn try_from(row: ScheduledRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: ScheduledMessageId(row.id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: InstanceId(row.instance_id),
            to: row.recipient,
            chat: row.chat,
            content: match row.content {
                Some(json) => parse_json(TABLE, row.id, &json)?,
                None => Content::Text { text: row.text },
            },
            options: parse_json(TABLE, row.id, &row.options)?,
            send_at: Timestamp(row.send_at),
            status: text(TABLE, row.id, &row.status)?,
            message_id: row.message_id.map(MessageId),
            error: row.error,
            job_id: JobId(row.job_id),
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: ScheduledMessageId,
) -> Result<Option<ScheduledMessage>, StorageError> {
    let row = db.query(sql::FIND).bind(t.0).bind(id.0).maybe::<ScheduledRow>().await?;
    row.map(ScheduledMessage::try_from).transpose()
}

async fn count(db: &mut Conn<'_>, instance: InstanceId) -> Result<i64, StorageError> {
    let (count,): (i64,) = db.query(sql::COUNT).bind(instance.0).one().await?;
    Ok(count)
}

lookups! {
    /// A scheduled message.
    find_scheduled_message(t: TenantId, id: ScheduledMessageId) -> Option<ScheduledMessage> = find;
    /// How many messages of an instance wait for their time.
    count_scheduled_messages(instance: InstanceId) -> i64 = count;
}

locked_lookups! {
    /// A scheduled message that is about to be changed, or sent.
    lock_scheduled_message(t: TenantId, id: ScheduledMessageId) -> ScheduledMessage
        = sql::FIND as ScheduledRow;
}

impl Store {
    /// The scheduled messages of a tenant, those that are due last first.
    pub async fn list_scheduled_messages(
        &self,
        t: TenantId,
        filter: &ScheduledFilter,
        request: PageRequest,
    ) -> Result<Page<ScheduledMessage>, StorageError> {
        let mut select = Select::new(sql::LIST);
        select.bind(t.0);
        if let Some(ids) = &filter.instance_ids {
            select.and_in("instance_id", ids.iter().map(|id| id.0));
        }
        if let Some(chats) = &filter.chats {
            select.and_in("chat", chats.iter().map(String::as_str));
        }
        if !filter.statuses.is_empty() {
            select.and_in("status", filter.statuses.iter().map(|status| status.as_str()));
        }
        select.newest_before("send_at", before(request.after), request.limit);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<ScheduledRow>().await?;
        Ok(page(rows, request.limit, |one: &ScheduledMessage| Cursor {
            key: one.send_at.0,
            id: one.id.0,
        }))
    }

    /// Messages of any tenant that were due before `cutoff` and still wait, the longest due first.
    pub async fn overdue_scheduled_messages(
        &self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<Vec<ScheduledMessage>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(sql::OVERDUE).bind(cutoff.0).bind(i64::from(limit));
        let rows = query.all::<ScheduledRow>().await?;
        Ok(crate::db::readable(rows).collect())
    }
}

impl Tx {
    /// Adds a scheduled message; `Stale` if its instance is deleted.
    pub async fn insert_scheduled_message(
        &mut self,
        new: &ScheduledMessage,
    ) -> Result<(), StorageError> {
        let (text, content) = columns_of(&new.content);
        let mut db = self.db();
        let query = db.query(sql::INSERT).bind(new.id.0).bind(new.tenant_id.0);
        let query = query.bind(new.instance_id.0).bind(&new.to).bind(&new.chat);
        let query = query.bind(text).bind(json_text(&new.options)).bind(new.send_at.0);
        let query = query.bind(new.status.as_str()).bind(new.message_id.map(|id| id.0));
        let query = query.bind(new.error.as_deref()).bind(new.job_id.0);
        let query = query.bind(new.created_at.0).bind(new.updated_at.0).bind(content.as_deref());
        query.bind(new.file().map(|id| id.0)).run().await.map(drop)
    }

    /// Writes content, time and outcome of a scheduled message. Returns whether it exists.
    pub async fn update_scheduled_message(
        &mut self,
        one: &ScheduledMessage,
    ) -> Result<bool, StorageError> {
        let (text, content) = columns_of(&one.content);
        let mut db = self.db();
        let query = db.query(sql::UPDATE).bind(one.tenant_id.0).bind(one.id.0);
        let query = query.bind(text).bind(one.send_at.0).bind(one.status.as_str());
        let query = query.bind(one.message_id.map(|id| id.0)).bind(one.error.as_deref());
        Ok(query.bind(one.updated_at.0).bind(content.as_deref()).run().await? > 0)
    }

    /// Deletes those of any tenant whose outcome is from before `cutoff`; how many.
    pub async fn delete_scheduled_messages_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE_BEFORE).bind(cutoff.0).bind(i64::from(limit)).run().await
    }
}
