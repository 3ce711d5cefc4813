//! Bringing a received file's bytes into the blob store.

use super::handler::{JobHandler, Placement};
use super::{drop_job, finish_in, retry_or_bury};
use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use crate::media::{fetch, is_of_denied_sender, without_space};
use omni_channel::{ChannelError, StoredMedia};
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::event::{Event, EventBody, FetchFailure, MediaFailed, MediaReceived};
use omni_domain::ids::MediaId;
use omni_domain::job::Job;
use omni_domain::job::payloads::FetchPayload;
use omni_storage::Tx;
use std::time::Duration;

impl JobHandler for FetchPayload {
    const PLACEMENT: Placement = Placement::ConnectedOwner;
    const LANE_WIDTH: usize = 16;
    /// As for a send.
    const LONGEST: Duration = Duration::from_mins(30);

    fn max_attempts(config: &AppConfig) -> i32 {
        config.media.max_attempts
    }

    async fn run(self, app: &App, job: &Job) -> Result<(), Error> {
        bring(app, job, self.media_id).await
    }
}

/// One attempt.
async fn bring(app: &App, job: &Job, media_id: MediaId) -> Result<(), Error> {
    let Some(media) = app.store.find_media(job.tenant_id, media_id).await? else {
        return drop_job(app, job).await;
    };
    if media.blob_key.is_some() || media.locator.is_none() {
        return drop_job(app, job).await;
    }
    if is_of_denied_sender(app, &media).await? {
        let why = "not fetched: an access rule denies its sender".to_owned();
        return finish(app, job, media, Outcome::Left(why)).await;
    }
    if let Some(why) = without_space(app, &media).await? {
        return finish(app, job, media, Outcome::Left(why)).await;
    }
    match fetch(app, &media).await {
        Ok(stored) => {
            app.media_usage.add(media.tenant_id, media.instance_id, stored.size);
            finish(app, job, media, Outcome::Stored(stored)).await
        }
        Err(ChannelError::MediaGone) => finish(app, job, media, Outcome::Expired).await,
        Err(error) if error.is_retryable() && job.attempts < job.max_attempts => {
            retry_or_bury(app, job, &error.to_string(), None).await
        }
        Err(error) => finish(app, job, media, Outcome::Failed(error.to_string())).await,
    }
}

enum Outcome {
    Stored(StoredMedia),
    Expired,
    Failed(String),
    /// Not fetched now; a client that requests the file gets it.
    Left(String),
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
        Outcome::Left(error) => {
            tx.set_media_failed(media.id, MediaStatus::Pending, &error).await?;
            failed(media, error)
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
