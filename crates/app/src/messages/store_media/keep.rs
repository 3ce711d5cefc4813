use super::discard::discard;
use super::open::Opened;
use crate::app::App;
use crate::blob_keys;
use crate::error::{Error, Field};
use crate::media::quota_exceeded;
use crate::sessions::InstanceMeta;
use omni_blobs::{BlobError, Stored};
use omni_domain::content::MediaContent;
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::ids::MediaId;

/// Bytes in the blob store, and the id of the row that will refer to them.
pub(super) struct Kept {
    id: MediaId,
    stored: Stored,
}

pub(super) async fn keep(
    app: &App,
    instance: &InstanceMeta,
    opened: Opened,
) -> Result<Kept, Error> {
    let (tenant, size) = (instance.tenant_id, opened.size.unwrap_or_default());
    if let Some(quota) = quota_exceeded(app, tenant, instance.id, size).await? {
        return Err(quota.refusal());
    }
    let id = app.env.id();
    let key = blob_keys::media(instance.id, id);
    let stored = app
        .blobs
        .put(&key, opened.size, opened.bytes, app.config.limits.media_bytes)
        .await
        .map_err(|error| blob_error(error, &opened.field))?;
    if stored.size == 0 {
        discard(app, &key).await;
        return Err(Error::invalid(opened.field, "the file is empty"));
    }
    app.media_usage.add(tenant, instance.id, stored.size);
    Ok(Kept { id, stored })
}

/// The content with its row.
pub(super) fn describe(
    app: &App,
    instance: &InstanceMeta,
    mut content: MediaContent,
    kept: Kept,
) -> (MediaContent, Media) {
    let Kept { id, stored } = kept;
    content.media_id = Some(id);
    content.size = Some(stored.size);
    let row = Media {
        id,
        tenant_id: instance.tenant_id,
        instance_id: instance.id,
        message_id: None,
        kind: content.kind,
        mime_type: content.mime_type.clone(),
        file_name: content.file_name.clone(),
        size: i64::try_from(stored.size).ok(),
        sha256: Some(stored.sha256),
        status: MediaStatus::Downloaded,
        blob_key: Some(stored.key),
        locator: None,
        error: None,
        created_at: app.env.now(),
    };
    (content, row)
}

fn blob_error(error: BlobError, field: &Field) -> Error {
    match error {
        BlobError::TooLarge { limit } => Error::TooLarge { what: "the file", limit },
        // The stream broke: the other side closed, or timed out.
        BlobError::Source(_) => {
            Error::fetch_failed(field.clone(), "the file could not be read to its end")
        }
        other => Error::internal(other),
    }
}
