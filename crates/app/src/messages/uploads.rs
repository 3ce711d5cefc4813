//! Files that are stored before they are sent: messages name them by their ids.

use super::media::{self, MediaFile};
use super::requests::{MediaInput, MediaStyle, SendMedia};
use super::store_media;
use crate::app::App;
use crate::error::Error;
use crate::instances;
use crate::sessions::InstanceMeta;
use omni_domain::access::{Caller, Scope};
use omni_domain::content::MediaKind;
use omni_domain::conversation::Media;
use omni_domain::ids::{InstanceId, MediaId};
use omni_domain::instance::Instance;
use omni_domain::page::{Page, PageRequest};
use std::fmt;

/// A file to store.
pub struct NewUpload {
    /// Where its bytes are.
    pub source: MediaInput,
    /// MIME type; guessed from the source or the name if absent.
    pub mime_type: Option<String>,
    /// Its name.
    pub file_name: Option<String>,
}

impl fmt::Debug for NewUpload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewUpload").field("mime_type", &self.mime_type).finish_non_exhaustive()
    }
}

/// Stores a file as it is. It is kept as long as files of messages are, and counts as one of them.
pub async fn upload(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    new: NewUpload,
) -> Result<Media, Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    let file = SendMedia {
        // Files of other kinds are converted to what chats show.
        kind: MediaKind::Document,
        source: new.source,
        mime_type: new.mime_type,
        file_name: new.file_name,
        caption: None,
        style: MediaStyle::Plain,
        view_once: false,
    };
    let (_, row) = store_media::store(app, &InstanceMeta::of(&instance), file).await?;
    let stored = row.clone();
    let written = app
        .store
        .write(move |tx| {
            Box::pin(async move { tx.insert_media(&[stored]).await.map_err(Error::from) })
        })
        .await;
    if let Err(error) = written {
        if let Some(key) = &row.blob_key {
            store_media::discard(app, key).await;
        }
        return Err(error);
    }
    Ok(row)
}

/// The files that were stored so and are not sent, the newest first.
pub async fn uploads(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    page: PageRequest,
) -> Result<Page<Media>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    Ok(app.store.list_uploads(instance.tenant_id, instance.id, page).await?)
}

/// Opens a file of an instance: an upload, or the file of a message, which is fetched from the channel now
/// where it is not stored.
pub async fn file(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    id: MediaId,
) -> Result<MediaFile, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let row = find(app, &instance, id).await?;
    let Some(message) = row.message_id else { return open(app, &row).await };
    let message = app.store.find_message(instance.tenant_id, message).await?;
    let message = message.ok_or_else(|| missing(id))?;
    media::open(app, &message).await?.map_err(|missing| missing.why)
}

/// Opens an upload for a message that sends it.
pub async fn open_upload(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    id: MediaId,
) -> Result<MediaFile, Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    let row = find(app, &instance, id).await?;
    if row.message_id.is_some() {
        return Err(missing(id));
    }
    open(app, &row).await
}

/// Deletes an upload. Messages that were sent with it keep their own copy.
pub async fn delete_upload(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    id: MediaId,
) -> Result<(), Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    let (tenant, owner) = (instance.tenant_id, instance.id);
    let key = app
        .store
        .write(move |tx| {
            Box::pin(async move { tx.delete_upload(tenant, owner, id).await.map_err(Error::from) })
        })
        .await?;
    let key = key.ok_or_else(|| missing(id))?;
    store_media::discard(app, &key).await;
    Ok(())
}

async fn find(app: &App, instance: &Instance, id: MediaId) -> Result<Media, Error> {
    let row = app.store.find_media(instance.tenant_id, id).await?;
    row.filter(|row| row.instance_id == instance.id).ok_or_else(|| missing(id))
}

async fn open(app: &App, row: &Media) -> Result<MediaFile, Error> {
    media::open_local(app, row).await?.ok_or_else(|| missing(row.id))
}

fn missing(id: MediaId) -> Error {
    Error::not_found("file", id)
}
