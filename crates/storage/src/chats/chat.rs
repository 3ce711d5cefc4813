//! The table `chats`.

use crate::address::address;
use crate::db::{MultiRow, or_fallback, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::conversation::{Chat, ChatType};
use omni_domain::ids::{ChatId, InstanceId, TenantId};
use uuid::Uuid;

row! {
    pub(super) struct ChatRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Uuid,
        address: String,
        address_alt: Option<String>,
        chat_type: String,
        name: Option<String>,
        message_count: i64,
        unread_count: i64,
        last_message_at: Option<i64>,
        last_message_preview: Option<String>,
        created_at: i64,
        updated_at: i64,
        phone: Option<String>,
    }
}

statements! {
    SELECT = concat!("SELECT ", columns!(), " FROM chats");
    /// A chat that became part of another is found as that one.
    FIND = concat!(
        "SELECT ", columns!(), " FROM chats WHERE tenant_id = $1
         AND id = (SELECT COALESCE(merged_into, id) FROM chats WHERE id = $2)",
    );
    BY_ID = concat!(
        "SELECT ", columns!(), " FROM chats
         WHERE id = (SELECT COALESCE(merged_into, id) FROM chats WHERE id = $1)",
    );
    UNMERGED = concat!("SELECT ", columns!(), " FROM chats WHERE id = $1 AND merged_into IS NULL");
    INSERT = concat!(
        "INSERT INTO chats (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    );
    INSERT_NEW = concat!(
        "INSERT INTO chats (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT DO NOTHING",
    );
    UPDATE = "UPDATE chats SET name = $3, chat_type = $4, updated_at = $5
        WHERE tenant_id = $1 AND id = $2";
    /// Unless another writer has mended it since.
    MEND_TYPE = "UPDATE chats SET chat_type = $3 WHERE id = $1 AND chat_type = $2";
    SET_ADDRESS = "UPDATE chats SET address = $2, address_alt = $3, phone = $4 WHERE id = $1";
    MARK_READ = "UPDATE chats SET unread_count = 0, updated_at = $2
        WHERE id = $1 AND unread_count > 0";
    READ_SOME = "UPDATE chats SET updated_at = $2,
        unread_count = CASE WHEN unread_count > $3 THEN unread_count - $3 ELSE 0 END
        WHERE id = $1 AND unread_count > 0";
    /// A chat that became part of another is noted as that one.
    CONTACT = "UPDATE chats SET contact_at = $2
        WHERE id = (SELECT COALESCE(merged_into, id) FROM chats WHERE id = $1)
        AND (contact_at IS NULL OR contact_at < $2)";
    CONTACT_BOTH = "UPDATE chats SET contact_at = (SELECT MAX(merged.contact_at) FROM chats merged
        WHERE merged.id IN ($1, $2)) WHERE id = $2";
    ABSORB = "UPDATE chats SET name = COALESCE(name, $2), message_count = $3,
        unread_count = $4, last_message_at = $5, last_message_preview = $6, updated_at = $7
        WHERE id = $1";
}

/// The list, before its conditions.
pub(super) const LIST: &str =
    concat!("SELECT ", columns!(), " FROM chats WHERE merged_into IS NULL AND tenant_id = ");

/// Messages in several chats: chat, messages, unread, time, preview.
pub(super) static TOUCH: MultiRow = MultiRow::new(
    "UPDATE chats SET message_count = message_count + v.column2,
     unread_count = unread_count + v.column3,
     last_message_preview = CASE WHEN v.column4 >= COALESCE(last_message_at, 0)
         THEN v.column5 ELSE last_message_preview END,
     last_message_at = CASE WHEN v.column4 >= COALESCE(last_message_at, 0)
         THEN v.column4 ELSE last_message_at END,
     updated_at = CASE WHEN v.column4 > updated_at THEN v.column4 ELSE updated_at END
     FROM (VALUES ",
    5,
    ") AS v WHERE chats.id = v.column1",
);

impl ChatRow {
    /// The chat, which is needed as such: with a type that cannot be read it is a conversation with one
    /// person until a write derives the type again (`Tx::find_chats_to_write`).
    pub(super) fn shown(mut self) -> Result<Chat, StorageError> {
        let read = or_fallback(text("chats", self.id, &self.chat_type), || ChatType::Dm);
        read.as_str().clone_into(&mut self.chat_type);
        self.try_into()
    }
}

impl TryFrom<ChatRow> for Chat {
    type Error = StorageError;

    fn try_from(row: ChatRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: ChatId(row.id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: InstanceId(row.instance_id),
            address: address("chats", row.id, row.address, row.address_alt, row.phone),
            chat_type: text("chats", row.id, &row.chat_type)?,
            name: row.name,
            message_count: row.message_count,
            unread_count: row.unread_count,
            last_message_at: row.last_message_at.map(Timestamp),
            last_message_preview: row.last_message_preview,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}
