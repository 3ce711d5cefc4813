//! The table `media`.

use crate::db::{MultiRow, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::conversation::Media;
use omni_domain::ids::{InstanceId, MediaId, MessageId, TenantId};
use uuid::Uuid;

row! {
    pub(super) struct MediaRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Uuid,
        message_id: Option<Uuid>,
        kind: String,
        mime_type: String,
        file_name: Option<String>,
        size: Option<i64>,
        sha256: Option<String>,
        status: String,
        blob_key: Option<String>,
        locator: Option<Vec<u8>>,
        error: Option<String>,
        created_at: i64,
    }
}

statements! {
    FIND = concat!("SELECT ", columns!(), " FROM media WHERE tenant_id = $1 AND id = $2");
    BY_ID = concat!("SELECT ", columns!(), " FROM media WHERE id = $1");
    OF_MESSAGE = concat!("SELECT ", columns!(), " FROM media WHERE message_id = $1 ORDER BY id");
    UNSENT = concat!(
        "SELECT ", columns!(), " FROM media
         WHERE tenant_id = $1 AND instance_id = $2 AND id < $3 AND message_id IS NULL
         AND blob_key IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM scheduled_messages WHERE media_id = media.id)
         ORDER BY id DESC LIMIT $4",
    );
    DELETE_UPLOAD = "DELETE FROM media
        WHERE tenant_id = $1 AND instance_id = $2 AND id = $3 AND message_id IS NULL
        AND blob_key IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM scheduled_messages WHERE media_id = media.id)
        RETURNING blob_key";
    SET_STORED = "UPDATE media SET status = 'downloaded', size = $2, sha256 = $3, blob_key = $4,
        error = NULL WHERE id = $1";
    SET_FAILED = "UPDATE media SET status = $2, error = $3 WHERE id = $1";
    ATTACH = "UPDATE media SET message_id = $2, created_at = $3 WHERE id = $1";
    DELETE_UNSENT = "DELETE FROM media WHERE id = $1 AND message_id IS NULL RETURNING blob_key";
}

pub(super) static INSERT: MultiRow =
    MultiRow::new(concat!("INSERT INTO media (", columns!(), ") VALUES "), MediaRow::WIDTH, "");

impl TryFrom<MediaRow> for Media {
    type Error = StorageError;

    fn try_from(row: MediaRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: MediaId(row.id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: InstanceId(row.instance_id),
            message_id: row.message_id.map(MessageId),
            kind: text("media", row.id, &row.kind)?,
            mime_type: row.mime_type,
            file_name: row.file_name,
            size: row.size,
            sha256: row.sha256,
            status: text("media", row.id, &row.status)?,
            blob_key: row.blob_key,
            locator: row.locator,
            error: row.error,
            created_at: Timestamp(row.created_at),
        })
    }
}
