//! A sync, a bounded step at a time. A step's effect on the sync is written in the transaction
//! that ends its job and queues the next: what is interrupted is repeated from the end of the last
//! step, and counts are taken from what is stored.

mod chats;
mod contacts;
mod messages;
mod next;

use super::handler::{AttemptFailure, JobHandler, Placement};
use super::{bury, drop_job, finish_in, release, retry_or_bury};
use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use crate::sessions::{Live, Source};
use crate::sync::{enqueue_step, moved};
use omni_channel::{ChannelError, Inbound, Remedy, Session, SinkError};
use omni_domain::ids::{MediaId, SyncId};
use omni_domain::job::payloads::{FetchPayload, SyncPayload};
use omni_domain::job::{Job, NewJob};
use omni_domain::sync::{SyncJob, SyncProgress, SyncStage, SyncStatus};
use std::sync::Arc;
use std::time::Duration;

/// A step that met a closed connection is put back only after this.
const RECONNECT_PAUSE: Duration = Duration::from_millis(200);
/// Items that are written together.
const WRITE_AT_ONCE: usize = 100;

/// What a step works with.
struct StepContext<'a> {
    app: &'a App,
    live: Arc<Live>,
    session: Arc<dyn Session>,
}

/// Why a step failed.
#[derive(Debug)]
enum StepError {
    /// The network.
    Channel(ChannelError),
    /// This server.
    Fenced,
    /// We ourselves.
    App(Error),
}

impl From<ChannelError> for StepError {
    fn from(error: ChannelError) -> Self {
        Self::Channel(error)
    }
}

impl From<Error> for StepError {
    fn from(error: Error) -> Self {
        Self::App(error)
    }
}

impl From<omni_storage::StorageError> for StepError {
    fn from(error: omni_storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

/// A sync after a step, and files to be fetched because of it.
struct StepResult {
    sync: SyncJob,
    media: Vec<MediaId>,
}

impl From<SyncJob> for StepResult {
    fn from(sync: SyncJob) -> Self {
        Self { sync, media: Vec::new() }
    }
}

impl JobHandler for SyncPayload {
    const PLACEMENT: Placement = Placement::ConnectedOwner;
    const LANE_WIDTH: usize = 16;
    const LONGEST: Duration = Duration::from_mins(15);

    fn max_attempts(config: &AppConfig) -> i32 {
        config.media.max_attempts
    }

    async fn run(self, app: &App, job: &Job) -> Result<(), Error> {
        match self {
            Self::Run { sync_id } => step(app, job, sync_id).await,
            Self::Next { schedule_id } => next::start_next(app, job, schedule_id).await,
        }
    }

    /// The failure must be visible to callers that wait for the sync. The start of the next sync of a
    /// schedule is a dead letter.
    async fn give_up(self, app: &App, job: &Job, failure: &AttemptFailure) -> Result<(), Error> {
        match self {
            Self::Run { sync_id } => give_up(app, job, sync_id, failure.text()).await,
            Self::Next { .. } => bury(app, job, super::clip(failure.text())).await,
        }
    }

    /// A step is in the order of its instance, of which one sync runs at a time: it keeps others from
    /// starting. The start of a next sync is in no order.
    async fn unreadable(app: &App, job: &Job, error: String) -> Result<(), Error> {
        if let (Some(instance), Some(_)) = (job.instance_id, &job.order_key)
            && let Some(sync) = app.store.running_sync(instance).await?
        {
            return fail(app, job, sync, error).await;
        }
        bury(app, job, error).await
    }
}

/// One attempt of one step.
async fn step(app: &App, job: &Job, id: SyncId) -> Result<(), Error> {
    let Some(sync) = app.store.sync_by_id(id).await? else {
        return drop_job(app, job).await;
    };
    match sync.status {
        SyncStatus::Running => {}
        // Its row may not show it yet: it cannot be read, and keeps others from starting.
        SyncStatus::Failed => return commit(app, job, sync.into()).await,
        SyncStatus::Completed | SyncStatus::Cancelled => return drop_job(app, job).await,
    }
    let live = app.sessions.get(sync.instance_id).filter(|live| live.is_ready());
    let Some((live, session)) = live.and_then(|live| Some((Arc::clone(&live), live.session()?)))
    else {
        return put_back(app, job).await;
    };
    let context = StepContext { app, live, session };
    let result = match sync.stage {
        SyncStage::Contacts => contacts::step(&context, sync.clone()).await,
        SyncStage::Chats => chats::step(&context, sync.clone()).await,
        SyncStage::Messages => messages::step(&context, sync.clone()).await,
    };
    match result {
        Ok(result) => commit(app, job, result).await,
        // What the channel cannot report is skipped.
        Err(StepError::Channel(ChannelError::Unsupported(_))) => {
            let next = stage_done(app, sync);
            commit(app, job, next.into()).await
        }
        Err(StepError::Channel(ChannelError::NotConnected) | StepError::Fenced) => {
            put_back(app, job).await
        }
        Err(StepError::Channel(error))
            if error.is_retryable() && job.attempts < job.max_attempts =>
        {
            let not_before = match error.remedy() {
                Remedy::Retry { not_before } => not_before,
                _ => None,
            };
            retry_or_bury(app, job, &error.to_string(), not_before).await
        }
        Err(StepError::Channel(error)) => fail(app, job, sync, error.to_string()).await,
        Err(StepError::App(error)) => Err(error),
    }
}

async fn put_back(app: &App, job: &Job) -> Result<(), Error> {
    tokio::time::sleep(RECONNECT_PAUSE).await;
    release(app, job).await
}

/// The next wanted stage, or the end.
fn stage_done(app: &App, mut sync: SyncJob) -> SyncJob {
    if let Some(stage) = sync.options.stage_after(sync.stage) {
        sync.stage = stage;
        sync.progress = SyncProgress::default();
    } else {
        sync.status = SyncStatus::Completed;
        sync.finished_at = Some(app.env.now());
    }
    sync
}

async fn fail(app: &App, job: &Job, mut sync: SyncJob, why: String) -> Result<(), Error> {
    tracing::warn!(instance.id = %sync.instance_id, why, "a sync was given up");
    sync.status = SyncStatus::Failed;
    sync.error = Some(super::clip(&why));
    sync.finished_at = Some(app.env.now());
    commit(app, job, sync.into()).await
}

/// A failure of this server used up the attempts of a step.
async fn give_up(app: &App, job: &Job, sync_id: SyncId, error: &str) -> Result<(), Error> {
    match app.store.sync_by_id(sync_id).await? {
        Some(sync) if sync.status == SyncStatus::Running => {
            fail(app, job, sync, error.to_owned()).await
        }
        _ => drop_job(app, job).await,
    }
}

/// One transaction: the step's job, the progress of the sync, and what follows.
async fn commit(app: &App, job: &Job, result: StepResult) -> Result<(), Error> {
    let (inner, job) = (app.clone(), job.clone());
    let StepResult { mut sync, media } = result;
    sync.updated_at = app.env.now();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                finish_in(tx, &job).await?;
                if !tx.update_sync(&sync).await? {
                    // Cancelled during the step.
                    return Ok::<_, Error>(());
                }
                moved(&inner, tx, &sync);
                for id in media {
                    tx.insert_job(fetch_job(&inner, &sync, id));
                }
                if sync.status == SyncStatus::Running {
                    enqueue_step(&inner, tx, &sync);
                }
                Ok(())
            })
        })
        .await
}

fn fetch_job(app: &App, sync: &SyncJob, media_id: MediaId) -> NewJob {
    app.new_job(sync.tenant_id, &FetchPayload { media_id }).of_instance(sync.instance_id)
}

impl StepContext<'_> {
    /// Writes what the network reported, through the pipeline of everything that is received.
    async fn write(&self, items: Vec<Inbound>) -> Result<(), StepError> {
        let mut items = items.into_iter().peekable();
        while items.peek().is_some() {
            let some: Vec<Inbound> = items.by_ref().take(WRITE_AT_ONCE).collect();
            let fence = self.live.fence().ok_or(StepError::Fenced)?;
            let source = Source::Session(fence);
            let written = self.app.ingest.submit(self.live.meta(), source, some).await;
            written.map_err(|error| match error {
                SinkError::Fenced => StepError::Fenced,
                SinkError::NotStored(why) => StepError::App(Error::internal(why)),
            })?;
        }
        Ok(())
    }
}
