use super::locator;
use crate::app::App;
use crate::error::Error;
use crate::sessions::{self, reach};
use omni_channel::{ChannelError, StoredMedia};
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::instance::ConnectionState;

/// Fetches a file and records that it is stored, for a caller that waits.
pub(crate) async fn fetch_now(app: &App, media: &Media) -> Result<Media, Error> {
    let stored = match fetch(app, media).await {
        Ok(stored) => stored,
        Err(ChannelError::MediaGone) => {
            let id = media.id;
            app.store
                .write(move |tx| {
                    Box::pin(async move {
                        let why = "the network no longer has this file";
                        tx.set_media_failed(id, MediaStatus::Expired, why).await.map(|_| ())
                    })
                })
                .await?;
            return Err(Error::not_found("media (the network no longer has it)", id));
        }
        Err(error) => return Err(error.into()),
    };
    let (id, row) = (media.id, stored.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let size = i64::try_from(row.size).unwrap_or(i64::MAX);
                tx.set_media_stored(id, size, &row.sha256, &row.key).await.map(|_| ())
            })
        })
        .await?;
    app.media_usage.add(media.tenant_id, media.instance_id, stored.size);
    let mut media = media.clone();
    media.blob_key = Some(stored.key);
    media.status = MediaStatus::Downloaded;
    Ok(media)
}

/// Fetches a file's bytes into the blob store. Records nothing.
pub(crate) async fn fetch(app: &App, media: &Media) -> Result<StoredMedia, ChannelError> {
    // One that another node has just made is looked for.
    let live = sessions::find(app, media.instance_id).await.ok().flatten();
    let live = live.filter(|live| live.status().state == ConnectionState::Connected);
    let session = live.and_then(|live| reach(app, &live)).ok_or(ChannelError::NotConnected)?;
    let locator = locator::open(app, media)?;
    session.fetch_media(media.id, media.kind, &media.mime_type, &locator).await
}
