//! Bringing a received file's bytes into the blob store.

use super::{drop_job, finish_in, payload, retry_or_bury};
use crate::app::App;
use crate::error::Error;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use omni_channel::{ChannelError, MediaLocator, StoredMedia};
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::event::{Event, EventBody, FetchFailure, MediaFailed, MediaReceived};
use omni_domain::ids::MediaId;
use omni_domain::job::Job;
use omni_storage::Tx;
use serde::{Deserialize, Serialize};

/// `media.fetch`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaJob {
    /// The file.
    pub media_id: MediaId,
}

impl MediaJob {
    pub(crate) fn to_value(self) -> serde_json::Value {
        serde_json::json!({ "mediaId": self.media_id })
    }
}

/// One try.
pub async fn run_media(app: &App, job: &Job) -> Result<(), Error> {
    let MediaJob { media_id } = payload(job)?;
    let Some(media) = app.store.find_media(job.tenant_id, media_id).await? else {
        return drop_job(app, job).await;
    };
    if media.blob_key.is_some() || media.locator.is_none() {
        return drop_job(app, job).await;
    }
    match fetch(app, &media).await {
        Ok(stored) => finish(app, job, media, Outcome::Stored(stored)).await,
        Err(ChannelError::MediaGone) => finish(app, job, media, Outcome::Expired).await,
        Err(error) if error.is_retryable() && job.attempts < job.max_attempts => {
            retry_or_bury(app, job, &error.to_string(), None).await
        }
        Err(error) => finish(app, job, media, Outcome::Failed(error.to_string())).await,
    }
}

/// Fetches now, for a caller who waits.
pub async fn fetch_now(app: &App, media: &Media) -> Result<Media, Error> {
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
    let mut media = media.clone();
    media.blob_key = Some(stored.key);
    media.status = MediaStatus::Downloaded;
    Ok(media)
}

async fn fetch(app: &App, media: &Media) -> Result<StoredMedia, ChannelError> {
    let session = app.sessions.session(media.instance_id).ok_or(ChannelError::NotConnected)?;
    let locator = open_locator(app, media)?;
    session.fetch_media(media.id, media.kind, &media.mime_type, &locator).await
}

fn open_locator(app: &App, media: &Media) -> Result<MediaLocator, ChannelError> {
    let sealed = media.locator.as_deref().ok_or(ChannelError::MediaGone)?;
    let opened = std::str::from_utf8(sealed)
        .ok()
        .and_then(|sealed| app.sealer.open(&format!("media/{}", media.id), sealed).ok())
        .and_then(|text| STANDARD_NO_PAD.decode(text).ok());
    // Not a lost file but a lost key: trying again cannot help, a person can.
    opened.map(MediaLocator).ok_or_else(|| {
        ChannelError::Configuration(
            "the file's key cannot be opened with this server's secret key".to_owned(),
        )
    })
}

enum Outcome {
    Stored(StoredMedia),
    Expired,
    Failed(String),
}

async fn finish(app: &App, job: &Job, media: Media, outcome: Outcome) -> Result<(), Error> {
    let (inner, job) = (app.clone(), job.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                finish_in(tx, &job).await?;
                let event = record(&inner, tx, &media, outcome).await?;
                tx.append_event(event);
                Ok::<_, Error>(())
            })
        })
        .await
}

async fn record(app: &App, tx: &mut Tx, media: &Media, outcome: Outcome) -> Result<Event, Error> {
    let body: EventBody = match outcome {
        Outcome::Stored(stored) => {
            let size = i64::try_from(stored.size).unwrap_or(i64::MAX);
            tx.set_media_stored(media.id, size, &stored.sha256, &stored.key).await?;
            let received = MediaReceived {
                media_id: media.id,
                message_id: media.message_id,
                mime_type: media.mime_type.clone(),
                size: stored.size,
            };
            received.into()
        }
        Outcome::Expired => {
            let error = "the network no longer has this file";
            tx.set_media_failed(media.id, MediaStatus::Expired, error).await?;
            failed(media, error.to_owned())
        }
        Outcome::Failed(error) => {
            tx.set_media_failed(media.id, MediaStatus::Error, &error).await?;
            failed(media, error)
        }
    };
    let mut event = Event::new(app.env.id(), media.tenant_id, body, app.env.now());
    event.instance_id = Some(media.instance_id);
    event.channel = app.sessions.get(media.instance_id).map(|live| live.meta().channel);
    event.message_id = media.message_id;
    event.content_type = Some(media.kind.into());
    Ok(event)
}

fn failed(media: &Media, error: String) -> EventBody {
    let failure = FetchFailure { media_id: media.id, message_id: media.message_id, error };
    MediaFailed::Fetch(failure).into()
}
