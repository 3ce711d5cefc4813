//! A batch job, in pieces.
//!
//! A piece works for a few seconds and queues the next, so that a stop never waits long. The
//! outcome of an item, the counts and the position in the list are one transaction: after a crash
//! the job continues behind the last item that was counted, and counts none twice.

use super::handler::{AttemptFailure, JobHandler, Placement, Renewal};
use super::{bury, drop_job, finish_in, release};
use crate::app::App;
use crate::batch_jobs::{self, next_piece};
use crate::chats;
use crate::config::AppConfig;
use crate::error::Error;
use crate::media_processing::{self, Outcome};
use crate::settings::Snapshot;
use omni_domain::batch::{BatchItemError, BatchJob, BatchProgress, BatchStatus};
use omni_domain::conversation::Media;
use omni_domain::ids::BatchJobId;
use omni_domain::job::Job;
use omni_domain::job::payloads::BatchPayload;
use omni_domain::media_content::{ProcessingKind, ProcessingStatus};
use omni_domain::message::Message;
use omni_storage::{StorageError, Tx};
use std::time::{Duration, Instant};

/// How long a piece works before it queues the next.
const PIECE: Duration = Duration::from_secs(5);
/// Files read from the list at once.
const PAGE: u32 = 50;
/// Failures kept with the job.
const MAX_ERRORS: usize = 100;
/// How often a running item checks whether the job was cancelled.
const LOOK: Duration = Duration::from_millis(500);
/// How long a piece is reserved without renewal: so long it waits after a crash.
const HOLD: Duration = Duration::from_secs(15);
/// How often a running item renews the reservation.
const BEAT: Duration = Duration::from_secs(7);

/// Attempts of one piece.
const MAX_ATTEMPTS: i32 = 20;

/// What follows an item.
enum Next {
    Item,
    /// The batch job was cancelled or deleted.
    Ended,
    /// The server stops.
    Stopped,
}

impl JobHandler for BatchPayload {
    const PLACEMENT: Placement = Placement::AnyNode;
    const LANE_WIDTH: usize = 2;
    const RENEWAL: Renewal = Renewal::ByAttempt;
    const LONGEST: Duration = Duration::from_mins(30);

    fn max_attempts(_: &AppConfig) -> i32 {
        MAX_ATTEMPTS
    }

    async fn run(self, app: &App, job: &Job) -> Result<(), Error> {
        piece(app, job, self.batch_job_id).await
    }

    /// The failure must be visible to the person who started the batch job.
    async fn give_up(self, app: &App, job: &Job, failure: &AttemptFailure) -> Result<(), Error> {
        let error = Some(super::clip(failure.text()));
        end(app, job, self.batch_job_id, None, BatchStatus::Failed, error).await
    }

    /// Its order names the batch job, which keeps others like it from starting.
    async fn unreadable(app: &App, job: &Job, error: String) -> Result<(), Error> {
        match job.order_key.as_deref().and_then(batch_jobs::of_order_key) {
            Some(id) => end(app, job, id, None, BatchStatus::Failed, Some(error)).await,
            None => bury(app, job, error).await,
        }
    }
}

/// One piece.
async fn piece(app: &App, job: &Job, batch_job_id: BatchJobId) -> Result<(), Error> {
    let found = app.store.find_batch_job(job.tenant_id, batch_job_id).await?;
    let Some(mut batch) = found else { return drop_job(app, job).await };
    if batch.status.is_final() {
        // Ended already; or its row cannot be read, and this ends it.
        return end(app, job, batch.id, None, batch.status, batch.error).await;
    }
    let settings = Snapshot::load(app, job.tenant_id).await?;
    let until = Instant::now() + PIECE;
    loop {
        let files = app.store.batch_items(&batch, batch.progress.cursor, PAGE).await?;
        if files.is_empty() {
            return complete(app, job, &batch).await;
        }
        for file in &files {
            match item(app, job, &settings, &mut batch, file).await? {
                Next::Item => {}
                Next::Ended => return drop_job(app, job).await,
                Next::Stopped => return release(app, job).await,
            }
            if Instant::now() >= until {
                return queue_next_piece(app, job, &batch).await;
            }
        }
        // Of a page that was skipped completely, nothing is written yet.
        if !advance(app, job, &mut batch).await? {
            return drop_job(app, job).await;
        }
    }
}

async fn item(
    app: &App,
    job: &Job,
    settings: &Snapshot<'_>,
    batch: &mut BatchJob,
    file: &Media,
) -> Result<Next, Error> {
    if app.sessions.stopping().is_cancelled() {
        return Ok(Next::Stopped);
    }
    let message = match file.message_id {
        Some(id) => app.store.find_message(file.tenant_id, id).await?,
        None => None,
    };
    let has_result = !batch.config.overwrite && has_result(app, file).await?;
    if has_result || !is_wanted(app, message.as_ref()).await? {
        batch.progress.skipped += 1;
        batch.progress.cursor = Some(file.id);
        return Ok(Next::Item);
    }
    if !begin(app, job, batch, file).await? {
        return Ok(Next::Ended);
    }
    let cancel = app.sessions.stopping().child_token();
    let processed = tokio::select! {
        processed = media_processing::process(app, settings, file, message.as_ref(), &cancel) => {
            processed?
        }
        () = cancelled(app, job, batch) => return Ok(Next::Ended),
    };
    let progress = &mut batch.progress;
    match &processed.outcome {
        Outcome::Interrupted => return Ok(Next::Stopped),
        Outcome::Read(reading) => {
            progress.processed += 1;
            progress.tokens += reading.tokens;
            progress.cost_micros += reading.cost_micros;
        }
        Outcome::Unsupported(_) => progress.skipped += 1,
        Outcome::Failed(why) => {
            progress.failed += 1;
            if progress.errors.len() < MAX_ERRORS {
                let error = super::clip(why);
                progress.errors.push(BatchItemError { item_id: file.id, error });
            }
        }
    }
    progress.cursor = Some(file.id);
    let Some(row) = media_processing::row(app, file, &processed, Some(batch.id)) else {
        return Ok(Next::Stopped);
    };
    let chat = match &message {
        Some(message) => app.store.find_chat(file.tenant_id, message.chat_id).await?,
        None => None,
    };
    let instance = app.store.find_instance(file.tenant_id, file.instance_id).await?;
    let channel = instance.map(|instance| instance.channel);
    let event = media_processing::event(app, file, message.as_ref(), chat.as_ref(), channel, &row);
    let (inner, job, id, progress) = (app.clone(), job.clone(), batch.id, batch.progress.clone());
    let goes_on = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                keep(&inner, tx, &job).await?;
                // The file may have been deleted meanwhile; it counts all the same.
                if tx.media_by_id(row.media_id).await?.is_some() {
                    tx.put_media_content(&row).await?;
                    tx.append_event(event);
                }
                // What was paid for is kept, also when the job was cancelled during the item.
                Ok::<_, Error>(tx.advance_batch_job(id, &progress).await?)
            })
        })
        .await?;
    Ok(if goes_on { Next::Item } else { Next::Ended })
}

/// A revoked message is skipped, and so is a chat whose media is not to be processed.
async fn is_wanted(app: &App, message: Option<&Message>) -> Result<bool, Error> {
    let Some(message) = message else { return Ok(false) };
    if message.deleted_at.is_some() {
        return Ok(false);
    }
    Ok(chats::processing(app, message.chat_id).await?.media_enabled)
}

async fn has_result(app: &App, file: &Media) -> Result<bool, Error> {
    let found = app.store.find_media_content(file.id, ProcessingKind::of(file.kind)).await?;
    Ok(found.is_some_and(|row| row.status == ProcessingStatus::Completed))
}

/// Ends when the batch job does, or when another worker has it. Keeps it reserved until then.
async fn cancelled(app: &App, job: &Job, batch: &BatchJob) {
    let mut beat = Instant::now();
    loop {
        tokio::time::sleep(LOOK).await;
        match app.store.find_batch_job(batch.tenant_id, batch.id).await {
            Ok(Some(now)) if !now.status.is_final() => {}
            Ok(_) => return,
            Err(error) => tracing::debug!(%error, "a batch job could not be read"),
        }
        if beat.elapsed() < BEAT {
            continue;
        }
        beat = Instant::now();
        let (inner, job) = (app.clone(), job.clone());
        let kept = app
            .store
            .write(move |tx| Box::pin(async move { extend(&inner, tx, &job).await }))
            .await;
        match kept {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::debug!(%error, "a batch job could not be kept reserved"),
        }
    }
}

async fn extend(app: &App, tx: &mut Tx, job: &Job) -> Result<bool, StorageError> {
    let until = app.env.now().plus(HOLD.min(app.config.jobs.lease));
    tx.extend_job(job.id, job.attempts, until).await
}

/// Renews the reservation in the caller's transaction, which is undone if it was lost.
async fn keep(app: &App, tx: &mut Tx, job: &Job) -> Result<(), Error> {
    if extend(app, tx, job).await? {
        return Ok(());
    }
    Err(Error::internal(super::ReservationLost))
}

async fn begin(app: &App, job: &Job, batch: &mut BatchJob, file: &Media) -> Result<bool, Error> {
    let (inner, job, file) = (app.clone(), job.clone(), file.id);
    let (id, begun) = (batch.id, begun(batch));
    app.store
        .write(move |tx| {
            Box::pin(async move {
                keep(&inner, tx, &job).await?;
                let goes_on = tx.start_batch_item(id, Some(file), inner.env.now()).await?;
                if let Some(begun) = begun.filter(|_| goes_on) {
                    batch_jobs::changed(&inner, tx, &begun);
                }
                Ok(goes_on)
            })
        })
        .await
}

/// Marks a batch job as running: as it is from now on, if it was not running before.
fn begun(batch: &mut BatchJob) -> Option<BatchJob> {
    if batch.status != BatchStatus::Pending {
        return None;
    }
    batch.status = BatchStatus::Running;
    Some(batch.clone())
}

async fn advance(app: &App, job: &Job, batch: &mut BatchJob) -> Result<bool, Error> {
    let (inner, job, id) = (app.clone(), job.clone(), batch.id);
    let (progress, begun) = (batch.progress.clone(), begun(batch));
    app.store
        .write(move |tx| {
            Box::pin(async move {
                keep(&inner, tx, &job).await?;
                tx.start_batch_item(id, None, inner.env.now()).await?;
                let goes_on = tx.advance_batch_job(id, &progress).await?;
                if let Some(begun) = begun.filter(|_| goes_on) {
                    batch_jobs::changed(&inner, tx, &begun);
                }
                Ok(goes_on)
            })
        })
        .await
}

async fn queue_next_piece(app: &App, job: &Job, batch: &BatchJob) -> Result<(), Error> {
    let (job, id, progress) = (job.clone(), batch.id, batch.progress.clone());
    let next = next_piece(app, batch.tenant_id, id);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                finish_in(tx, &job).await?;
                if tx.advance_batch_job(id, &progress).await? {
                    tx.insert_job(next);
                }
                Ok(())
            })
        })
        .await
}

async fn complete(app: &App, job: &Job, batch: &BatchJob) -> Result<(), Error> {
    end(app, job, batch.id, Some(batch.progress.clone()), BatchStatus::Completed, None).await
}

async fn end(
    app: &App,
    job: &Job,
    id: BatchJobId,
    progress: Option<BatchProgress>,
    status: BatchStatus,
    error: Option<String>,
) -> Result<(), Error> {
    let (inner, job, now) = (app.clone(), job.clone(), app.env.now());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                finish_in(tx, &job).await?;
                if let Some(progress) = progress {
                    tx.start_batch_item(id, None, now).await?;
                    tx.advance_batch_job(id, &progress).await?;
                }
                let ended =
                    tx.end_batch_job(job.tenant_id, id, status, error.as_deref(), now).await?;
                if let Some(ended) = ended {
                    batch_jobs::changed(&inner, tx, &ended);
                }
                Ok(())
            })
        })
        .await
}
