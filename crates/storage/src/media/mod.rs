//! Media files: the state of their bytes.

mod table;

use crate::Store;
use crate::db::{Conn, chunks, readable};
use crate::error::StorageError;
use crate::page::{before, page};
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::ids::{InstanceId, MediaId, MessageId, TenantId};
use omni_domain::page::{Cursor, Page, PageRequest};
pub(crate) use table::ALL;
use table::MediaRow;

async fn find(db: &mut Conn<'_>, t: TenantId, id: MediaId) -> Result<Option<Media>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<MediaRow>().await?;
    row.map(Media::try_from).transpose()
}

pub(crate) async fn by_id(db: &mut Conn<'_>, id: MediaId) -> Result<Option<Media>, StorageError> {
    let row = db.query(table::BY_ID).bind(id.0).maybe::<MediaRow>().await?;
    row.map(Media::try_from).transpose()
}

async fn of_message(db: &mut Conn<'_>, message: MessageId) -> Result<Vec<Media>, StorageError> {
    let rows = db.query(table::OF_MESSAGE).bind(message.0).all::<MediaRow>().await?;
    Ok(readable(rows).collect())
}

lookups! {
    /// A media file.
    find_media(t: TenantId, id: MediaId) -> Option<Media> = find;
    /// A media file, of any tenant: for jobs and channels, never for a caller.
    media_by_id(id: MediaId) -> Option<Media> = by_id;
    /// The media files of a message.
    media_of_message(message: MessageId) -> Vec<Media> = of_message;
}

impl Store {
    /// Stored files of an instance that have no message and are not to be sent at a time: uploads, the
    /// newest first.
    pub async fn list_uploads(
        &self,
        t: TenantId,
        instance: InstanceId,
        request: PageRequest,
    ) -> Result<Page<Media>, StorageError> {
        let from = before(request.after);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(table::UNSENT).bind(t.0).bind(instance.0).bind(from.id);
        let rows = query.bind(i64::from(request.limit) + 1).all::<MediaRow>().await?;
        let cursor = |file: &Media| Cursor { key: file.created_at.0, id: file.id.0 };
        Ok(page(rows, request.limit, cursor))
    }
}

impl Tx {
    /// Deletes an upload: a file without a message that is not to be sent at a time. Returns the key of
    /// its bytes; `None` if there is none of this id.
    pub async fn delete_upload(
        &mut self,
        t: TenantId,
        instance: InstanceId,
        id: MediaId,
    ) -> Result<Option<String>, StorageError> {
        let mut db = self.db();
        let query = db.query(table::DELETE_UPLOAD).bind(t.0).bind(instance.0).bind(id.0);
        let row = query.maybe::<(Option<String>,)>().await?;
        Ok(row.and_then(|(key,)| key))
    }

    /// Adds media files.
    pub async fn insert_media(&mut self, media: &[Media]) -> Result<(), StorageError> {
        for chunk in chunks(media) {
            let mut db = self.db();
            let mut query = table::INSERT.query(&mut db, chunk.len());
            for file in chunk {
                query.push(file.id.0);
                query.push(file.tenant_id.0);
                query.push(file.instance_id.0);
                query.push(file.message_id.map(|id| id.0));
                query.push(file.kind.as_str());
                query.push(file.mime_type.as_str());
                query.push(file.file_name.as_deref());
                query.push(file.size);
                query.push(file.sha256.as_deref());
                query.push(file.status.as_str());
                query.push(file.blob_key.as_deref());
                query.push(file.locator.as_deref());
                query.push(file.error.as_deref());
                query.push(file.created_at.0);
            }
            query.run().await?;
        }
        Ok(())
    }

    /// Records that the bytes are in the blob store. Returns whether the row exists.
    pub async fn set_media_stored(
        &mut self,
        id: MediaId,
        size: i64,
        sha256: &str,
        blob_key: &str,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::SET_STORED).bind(id.0).bind(size).bind(sha256);
        Ok(query.bind(blob_key).run().await? > 0)
    }

    /// Records that there are no bytes, and why. Returns whether the row exists.
    pub async fn set_media_failed(
        &mut self,
        id: MediaId,
        status: MediaStatus,
        error: &str,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        Ok(db.query(table::SET_FAILED).bind(id.0).bind(status.as_str()).bind(error).run().await?
            > 0)
    }

    /// Assigns a file that was stored before to its message, from whose time on it is kept. Returns whether
    /// the row exists.
    pub async fn attach_media(
        &mut self,
        id: MediaId,
        message: MessageId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::ATTACH).bind(id.0).bind(message.0).bind(now.0);
        Ok(query.run().await? > 0)
    }

    /// Deletes a file that has no message; the key of its bytes.
    pub async fn delete_unsent_media(
        &mut self,
        id: MediaId,
    ) -> Result<Option<String>, StorageError> {
        let mut db = self.db();
        let row = db.query(table::DELETE_UNSENT).bind(id.0).maybe::<(Option<String>,)>().await?;
        Ok(row.and_then(|(key,)| key))
    }
}
