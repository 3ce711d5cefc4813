//! Reading a media file whose text a turn waits for.

use super::handler::{AttemptFailure, JobHandler, Placement};
use super::{drop_job, finish_in, release};
use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use crate::media_processing::{self, Outcome, Processed};
use crate::settings::Snapshot;
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::ids::MessageId;
use omni_domain::job::Job;
use omni_domain::job::payloads::ReadingPayload;
use omni_domain::media_content::MediaContentRow;
use omni_domain::message::Message;
use std::time::Duration;

/// While the file is being fetched by its own job, its reading checks again after this.
const LOOK_AGAIN: Duration = Duration::from_millis(150);
/// After this the reading fetches the file itself.
const FETCH_PATIENCE: Duration = Duration::from_secs(10);

/// Attempts of reading one file; each requests every service several times.
const MAX_ATTEMPTS: i32 = 2;

impl JobHandler for ReadingPayload {
    const PLACEMENT: Placement = Placement::Owner;
    const LANE_WIDTH: usize = 16;
    const LONGEST: Duration = Duration::from_mins(30);

    fn max_attempts(_: &AppConfig) -> i32 {
        MAX_ATTEMPTS
    }

    async fn run(self, app: &App, job: &Job) -> Result<(), Error> {
        read(app, job, self).await
    }

    /// The turn must not wait any longer.
    async fn give_up(self, app: &App, job: &Job, failure: &AttemptFailure) -> Result<(), Error> {
        give_up(app, job, self, failure.text()).await
    }
}

/// One attempt.
async fn read(app: &App, job: &Job, payload: ReadingPayload) -> Result<(), Error> {
    let ReadingPayload { media_id, message_id } = payload;
    let media = app.store.find_media(job.tenant_id, media_id).await?;
    let message = app.store.find_message(job.tenant_id, message_id).await?;
    let (Some(media), Some(message)) = (media, message) else { return drop_job(app, job).await };
    if message.deleted_at.is_some() {
        return drop_job(app, job).await;
    }
    let now = app.env.now();
    let arriving = media.blob_key.is_none() && media.status == MediaStatus::Pending;
    if arriving && now.since(media.created_at) < FETCH_PATIENCE {
        let (id, attempts, run_at) = (job.id, job.attempts, now.plus(LOOK_AGAIN));
        app.store
            .write(move |tx| {
                Box::pin(async move { tx.postpone_job(id, attempts, run_at).await.map(drop) })
            })
            .await?;
        return Ok(());
    }
    let settings = Snapshot::load(app, job.tenant_id).await?;
    let cancel = app.sessions.stopping();
    let processed =
        media_processing::process(app, &settings, &media, Some(&message), &cancel).await?;
    record(app, job, &media, &message, &processed).await
}

async fn record(
    app: &App,
    job: &Job,
    media: &Media,
    message: &Message,
    processed: &Processed,
) -> Result<(), Error> {
    let Some(row) = media_processing::row(app, media, processed, None) else {
        return release(app, job).await;
    };
    let chat = app.store.find_chat(job.tenant_id, message.chat_id).await?;
    let channel = app.sessions.get(media.instance_id).map(|live| live.meta().channel);
    let event = media_processing::event(app, media, Some(message), chat.as_ref(), channel, &row);
    finish(app, job, row, message.id, Some(event)).await
}

/// A failure of this server used up the attempts.
async fn give_up(app: &App, job: &Job, payload: ReadingPayload, error: &str) -> Result<(), Error> {
    let ReadingPayload { media_id, message_id } = payload;
    let Some(media) = app.store.find_media(job.tenant_id, media_id).await? else {
        return drop_job(app, job).await;
    };
    let outcome = Outcome::Failed(super::clip(error));
    let processed = Processed { outcome, took: Duration::ZERO };
    match media_processing::row(app, &media, &processed, None) {
        Some(row) => finish(app, job, row, message_id, None).await,
        None => drop_job(app, job).await,
    }
}

async fn finish(
    app: &App,
    job: &Job,
    row: MediaContentRow,
    message: MessageId,
    event: Option<omni_domain::event::Event>,
) -> Result<(), Error> {
    let (job, now) = (job.clone(), app.env.now());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                finish_in(tx, &job).await?;
                if tx.media_by_id(row.media_id).await?.is_some() {
                    tx.put_media_content(&row).await?;
                    if let Some(event) = event {
                        tx.append_event(event);
                    }
                }
                tx.make_turn_due(message, now).await?;
                Ok::<_, Error>(())
            })
        })
        .await
}
