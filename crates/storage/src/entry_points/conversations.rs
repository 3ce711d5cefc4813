//! The table `conversations`.

use crate::Store;
use crate::db::{Conn, row, statements};
use crate::dialect::for_update;
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::entry_point::{CONVERSATION, Conversation, unprefixed};
use omni_domain::ids::{ChatId, ConversationId, EntryPointId, InstanceId, MessageId, TenantId};
use omni_domain::instance::ChannelType;
use uuid::Uuid;

row! {
    struct ConversationRow {
        id: Uuid,
        tenant_id: Uuid,
        entry_point_id: Uuid,
        instance_id: Uuid,
        seq: i64,
        created_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO conversations (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6)",
        );
        FIND = concat!(
            "SELECT ", columns!(), " FROM conversations WHERE tenant_id = $1 AND id = $2",
        );
        /// The row stays locked until the commit, so that numbers follow each other.
        ADVANCE = concat!(
            "UPDATE conversations SET seq = seq + 1, instance_id = $3
             WHERE tenant_id = $1 AND id = $2 RETURNING ", columns!(),
        );
        INSTANCES = "SELECT id FROM instances WHERE channel = $1 ORDER BY id";
        /// In the order of an index. Without a message, those that were made before.
        OLD = "SELECT id, address FROM chats
            WHERE instance_id = $1 AND COALESCE(last_message_at, 0) < $2 AND created_at < $2
            AND merged_into IS NULL ORDER BY COALESCE(last_message_at, 0), id LIMIT 1";
        IS_OLD = "SELECT id FROM chats
            WHERE id = $1 AND COALESCE(last_message_at, 0) < $2 AND created_at < $2";
        MESSAGES = "SELECT id FROM messages WHERE chat_id = $1
            ORDER BY platform_timestamp, id LIMIT $2";
        TURNS = "DELETE FROM turns WHERE id IN
            (SELECT id FROM turns WHERE chat_id = $1 ORDER BY created_at, id LIMIT $2)";
        /// It may continue on another instance.
        DELETE = "DELETE FROM conversations WHERE id = $1 AND instance_id = $2";
        DELETE_CONTACT = "DELETE FROM contacts WHERE instance_id = $1 AND address = $2";
        DELETE_PERSON = "DELETE FROM persons WHERE id IN
            (SELECT person_id FROM identities WHERE instance_id = $1 AND address = $2)
            AND NOT EXISTS (SELECT 1 FROM identities WHERE identities.person_id = persons.id
                AND (identities.instance_id <> $1 OR identities.address <> $2))";
        DELETE_IDENTITY = "DELETE FROM identities WHERE instance_id = $1 AND address = $2";
        DELETE_CHAT = "DELETE FROM chats WHERE id = $1";
    }

    /// Other nodes that continue a conversation wait for the commit.
    pub(super) const LOCK: &str = "SELECT id FROM conversations WHERE id = $1";
}
pub(crate) use sql::ALL;

impl From<ConversationRow> for Conversation {
    fn from(row: ConversationRow) -> Self {
        Self {
            id: ConversationId(row.id),
            tenant_id: TenantId(row.tenant_id),
            entry_point_id: EntryPointId(row.entry_point_id),
            instance_id: InstanceId(row.instance_id),
            seq: row.seq,
            created_at: Timestamp(row.created_at),
        }
    }
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: ConversationId,
) -> Result<Option<Conversation>, StorageError> {
    let row = db.query(sql::FIND).bind(t.0).bind(id.0).maybe::<ConversationRow>().await?;
    Ok(row.map(Conversation::from))
}

lookups! {
    /// A conversation.
    find_conversation(t: TenantId, id: ConversationId) -> Option<Conversation> = find;
}

/// The chat of a conversation whose newest message is old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldConversation {
    instance: InstanceId,
    chat: ChatId,
    address: String,
}

/// What a piece of a conversation's removal did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConversationPiece {
    /// Keys of files whose rows are deleted.
    pub blob_keys: Vec<String>,
    /// Whether it was the last piece: the conversation is gone.
    pub removed: bool,
}

impl Store {
    /// The instances that have conversations of entry points, of any tenant.
    pub async fn instances_with_conversations(&self) -> Result<Vec<InstanceId>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(sql::INSTANCES).bind(ChannelType::Api.as_str());
        let rows = query.all::<(Uuid,)>().await?;
        Ok(rows.into_iter().map(|(id,)| InstanceId(id)).collect())
    }

    /// The conversation of an instance that has been without messages for the longest time, if that is
    /// since before `cutoff`.
    pub async fn old_conversation(
        &self,
        instance: InstanceId,
        cutoff: Timestamp,
    ) -> Result<Option<OldConversation>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(sql::OLD).bind(instance.0).bind(cutoff.0);
        let row = query.maybe::<(Uuid, String)>().await?;
        Ok(row.map(|(chat, address)| OldConversation { instance, chat: ChatId(chat), address }))
    }
}

impl Tx {
    /// Deletes at most `limit` messages or turns of an old conversation, with what belongs to them; once
    /// it has none, the conversation itself with its chat, account and contact, and its person if that
    /// has no other account. Nothing if it has a message from after `cutoff` by now.
    pub async fn delete_conversation_piece(
        &mut self,
        old: &OldConversation,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<ConversationPiece, StorageError> {
        let id = unprefixed(CONVERSATION, &old.address);
        if !self.lock_old_conversation(id, old.chat, cutoff).await? {
            return Ok(ConversationPiece::default());
        }
        let mut db = self.db();
        let query = db.query(sql::MESSAGES).bind(old.chat.0).bind(i64::from(limit));
        let messages = query.all::<(Uuid,)>().await?;
        if !messages.is_empty() {
            let messages: Vec<_> = messages.into_iter().map(|(id,)| MessageId(id)).collect();
            let blob_keys = self.delete_messages(&messages).await?;
            return Ok(ConversationPiece { blob_keys, removed: false });
        }
        let mut db = self.db();
        let query = db.query(sql::TURNS).bind(old.chat.0).bind(i64::from(limit));
        if query.run().await? > 0 {
            return Ok(ConversationPiece::default());
        }
        if let Some(id) = id {
            db.query(sql::DELETE).bind(id).bind(old.instance.0).run().await?;
        }
        for text in [sql::DELETE_CONTACT, sql::DELETE_PERSON, sql::DELETE_IDENTITY] {
            let query = db.query(text).bind(old.instance.0).bind(old.address.as_str());
            query.run().await?;
        }
        db.query(sql::DELETE_CHAT).bind(old.chat.0).run().await?;
        Ok(ConversationPiece { blob_keys: Vec::new(), removed: true })
    }

    /// Whether the conversation is still old, which does not change before the commit.
    async fn lock_old_conversation(
        &mut self,
        id: Option<Uuid>,
        chat: ChatId,
        cutoff: Timestamp,
    ) -> Result<bool, StorageError> {
        let lock = for_update(self.engine());
        let mut db = self.db();
        if let Some(id) = id {
            let query = db.composed(format!("{}{lock}", sql::LOCK)).bind(id);
            query.maybe::<(Uuid,)>().await?;
        }
        let query = db.query(sql::IS_OLD).bind(chat.0).bind(cutoff.0);
        Ok(query.maybe::<(Uuid,)>().await?.is_some())
    }

    /// Adds a conversation.
    pub async fn insert_conversation(&mut self, new: &Conversation) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::INSERT).bind(new.id.0).bind(new.tenant_id.0);
        let query = query.bind(new.entry_point_id.0).bind(new.instance_id.0);
        query.bind(new.seq).bind(new.created_at.0).run().await.map(drop)
    }

    /// Takes the next number of a conversation, which this instance answers from now on; others
    /// that do so wait for the commit. `None` if it does not exist.
    pub async fn advance_conversation(
        &mut self,
        t: TenantId,
        id: ConversationId,
        instance: InstanceId,
    ) -> Result<Option<Conversation>, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::ADVANCE).bind(t.0).bind(id.0).bind(instance.0);
        Ok(query.maybe::<ConversationRow>().await?.map(Conversation::from))
    }
}
