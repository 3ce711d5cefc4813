//! Reads of chats and messages for a sync.

use crate::Store;
use crate::db::Select;
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::conversation::{Chat, ChatType};
use omni_domain::ids::{ChatId, InstanceId, MediaId, MessageId};
use omni_domain::message::Message;
use omni_domain::sync::SyncOptions;
use uuid::Uuid;

/// Which chats of an instance a sync works on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncChats {
    /// Only these; `None` is all.
    pub ids: Option<Vec<ChatId>>,
    /// Groups too.
    pub groups: bool,
    /// Broadcast lists too.
    pub broadcasts: bool,
}

impl SyncChats {
    /// Those that a sync's options select.
    pub fn of(options: &SyncOptions) -> Self {
        Self {
            ids: options.chat_ids.clone(),
            groups: options.include_groups,
            broadcasts: options.include_broadcasts,
        }
    }
}

/// How much of an instance is stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncTotals {
    /// Contacts.
    pub contacts: i64,
    /// Chats.
    pub chats: i64,
    /// Messages.
    pub messages: i64,
}

const IDS: &str = "SELECT id FROM chats WHERE merged_into IS NULL AND instance_id = ";
const COUNT_CHATS: &str = "SELECT COUNT(*) FROM chats WHERE merged_into IS NULL AND instance_id = ";
const TOTALS: &str = "SELECT (SELECT COUNT(*) FROM contacts WHERE instance_id = $1),
    (SELECT COUNT(*) FROM chats WHERE instance_id = $1 AND merged_into IS NULL),
    (SELECT CAST(COALESCE(SUM(message_count), 0) AS BIGINT) FROM chats WHERE instance_id = $1)";
const HELD: &str = "SELECT COUNT(*) FROM messages WHERE chat_id = $1
    AND platform_timestamp >= $2 AND platform_timestamp <= $3";
const SYNCED: &str = "SELECT COUNT(*) FROM messages
    WHERE chat_id = $1 AND source = 'sync' AND created_at >= $2";
const SYNCED_OF: &str = "SELECT COUNT(*) FROM messages WHERE source = 'sync' AND created_at >= ";
const OLDEST: &str = "SELECT id FROM messages WHERE chat_id = $1
    ORDER BY platform_timestamp, id LIMIT 1";
const WITHOUT_FILES: &str = "SELECT media.id FROM messages JOIN media
    ON media.message_id = messages.id WHERE messages.chat_id = $1 AND messages.source = 'sync'
    AND messages.created_at >= $2 AND media.status = 'pending' AND media.locator IS NOT NULL
    ORDER BY media.id LIMIT $3";

fn restrict(select: &mut Select, chats: &SyncChats) {
    let mut left_out: Vec<&str> = vec![ChatType::Channel.as_str(), ChatType::Thread.as_str()];
    if !chats.groups {
        left_out.push(ChatType::Group.as_str());
    }
    if !chats.broadcasts {
        left_out.push(ChatType::Broadcast.as_str());
    }
    for kind in left_out {
        select.push(" AND chat_type <> ").bind(kind);
    }
    if let Some(ids) = &chats.ids {
        select.and_in("id", ids.iter().map(|id| id.0));
    }
}

impl Store {
    /// The next chat to process after `after`, in the order of their ids: an order in which
    /// chats that are added meanwhile are last.
    pub async fn next_sync_chat(
        &self,
        instance: InstanceId,
        chats: &SyncChats,
        after: Option<ChatId>,
    ) -> Result<Option<Chat>, StorageError> {
        let mut select = Select::new(IDS);
        select.bind(instance.0);
        restrict(&mut select, chats);
        select.push(" AND id > ").bind(after.map_or(Uuid::nil(), |id| id.0));
        select.push(" ORDER BY id LIMIT 1");
        let row = {
            let mut reader = self.reader().await?;
            select.on(&mut reader.conn()).maybe::<(Uuid,)>().await?
        };
        match row {
            Some((id,)) => self.chat_by_id(ChatId(id)).await,
            None => Ok(None),
        }
    }

    /// How many chats there are to process.
    pub async fn count_sync_chats(
        &self,
        instance: InstanceId,
        chats: &SyncChats,
    ) -> Result<i64, StorageError> {
        let mut select = Select::new(COUNT_CHATS);
        select.bind(instance.0);
        restrict(&mut select, chats);
        let mut reader = self.reader().await?;
        let (count,) = select.on(&mut reader.conn()).one::<(i64,)>().await?;
        Ok(count)
    }

    /// How much of an instance is stored.
    pub async fn sync_totals(&self, instance: InstanceId) -> Result<SyncTotals, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let (contacts, chats, messages) =
            db.query(TOTALS).bind(instance.0).one::<(i64, i64, i64)>().await?;
        Ok(SyncTotals { contacts, chats, messages })
    }

    /// Messages of a chat that were written in the period.
    pub async fn count_messages_between(
        &self,
        chat: ChatId,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
    ) -> Result<i64, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(HELD).bind(chat.0).bind(since.map_or(i64::MIN, |at| at.0));
        let (count,) = query.bind(until.map_or(i64::MAX, |at| at.0)).one::<(i64,)>().await?;
        Ok(count)
    }

    /// Messages of a chat that arrived with a history since then.
    pub async fn count_synced_messages(
        &self,
        chat: ChatId,
        stored_since: Timestamp,
    ) -> Result<i64, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(SYNCED).bind(chat.0).bind(stored_since.0);
        let (count,) = query.one::<(i64,)>().await?;
        Ok(count)
    }

    /// Messages of all chats of a sync that arrived with a history since then.
    pub async fn count_synced_messages_of(
        &self,
        instance: InstanceId,
        chats: &SyncChats,
        stored_since: Timestamp,
    ) -> Result<i64, StorageError> {
        let mut select = Select::new(SYNCED_OF);
        select.bind(stored_since.0);
        select.push(" AND chat_id IN (SELECT id FROM chats WHERE instance_id = ").bind(instance.0);
        restrict(&mut select, chats);
        select.push(")");
        let mut reader = self.reader().await?;
        let (count,) = select.on(&mut reader.conn()).one::<(i64,)>().await?;
        Ok(count)
    }

    /// The oldest message of a chat.
    pub async fn oldest_message(&self, chat: ChatId) -> Result<Option<Message>, StorageError> {
        let row = {
            let mut reader = self.reader().await?;
            let mut db = reader.conn();
            db.query(OLDEST).bind(chat.0).maybe::<(Uuid,)>().await?
        };
        match row {
            Some((id,)) => self.message_by_id(MessageId(id)).await,
            None => Ok(None),
        }
    }

    /// Files of a chat's messages that arrived with a history since then and are still to be
    /// fetched.
    pub async fn synced_media_to_fetch(
        &self,
        chat: ChatId,
        stored_since: Timestamp,
        limit: u32,
    ) -> Result<Vec<MediaId>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(WITHOUT_FILES).bind(chat.0).bind(stored_since.0);
        let rows = query.bind(i64::from(limit)).all::<(Uuid,)>().await?;
        Ok(rows.into_iter().map(|(id,)| MediaId(id)).collect())
    }
}
