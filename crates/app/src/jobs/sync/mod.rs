//! A sync, a bounded step at a time. A step's effect on the sync is written in the transaction
//! that ends its job and makes the next: whatever is interrupted is done again from where the
//! last step ended, and counts what is stored rather than what it remembers.

mod chats;
mod contacts;
mod messages;
mod next;

use super::handler::{JobHandler, Placement};
use super::{bury, drop_job, finish_in, release, retry_or_bury};
use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use crate::sessions::{Live, Source};
use crate::sync::enqueue_step;
use omni_channel::{ChannelError, Inbound, Remedy, Session, SinkError};
use omni_domain::ids::{MediaId, SyncId};
use omni_domain::job::payloads::{FetchPayload, SyncPayload};
use omni_domain::job::{Job, NewJob};
use omni_domain::sync::{SyncJob, SyncProgress, SyncStage, SyncStatus};
use std::sync::Arc;
use std::time::Duration;

/// A step that met a closed connection is put back only after this.
const RECONNECT_PAUSE: Duration = Duration::from_millis(200);
/// Things heard that are written together.
const WRITE_AT_ONCE: usize = 100;

/// What a step works with.
struct Scene<'a> {
    app: &'a App,
    live: Arc<Live>,
    session: Arc<dyn Session>,
}

/// Why a step did not come to its end.
#[derive(Debug)]
enum Halt {
    /// The network.
    Channel(ChannelError),
    /// Another node owns the instance.
    Fenced,
    /// We ourselves.
    App(Error),
}

impl From<ChannelError> for Halt {
    fn from(error: ChannelError) -> Self {
        Self::Channel(error)
    }
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::App(error)
    }
}

impl From<omni_storage::StorageError> for Halt {
    fn from(error: omni_storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

/// A sync after a step, and files to be fetched because of it.
struct Stepped {
    sync: SyncJob,
    media: Vec<MediaId>,
}

impl From<SyncJob> for Stepped {
    fn from(sync: SyncJob) -> Self {
        Self { sync, media: Vec::new() }
    }
}

impl JobHandler for SyncPayload {
    const PLACEMENT: Placement = Placement::ConnectedOwner;
    const LANE_WIDTH: usize = 16;

    fn max_attempts(config: &AppConfig) -> i32 {
        config.media.max_attempts
    }

    async fn run(self, app: &App, job: &Job) -> Result<(), Error> {
        match self {
            Self::Run { sync_id } => step(app, job, sync_id).await,
            Self::Next { schedule_id } => next::start_next(app, job, schedule_id).await,
        }
    }

    /// Whoever waits for the sync must learn of it. The start of the next sync of a schedule is a
    /// dead letter.
    async fn give_up(self, app: &App, job: &Job, error: &str) -> Result<(), Error> {
        match self {
            Self::Run { sync_id } => give_up(app, job, sync_id, error).await,
            Self::Next { .. } => bury(app, job, super::clip(error)).await,
        }
    }
}

/// One try of one step.
async fn step(app: &App, job: &Job, id: SyncId) -> Result<(), Error> {
    let found = app.store.sync_by_id(id).await?;
    let Some(sync) = found.filter(|sync| sync.status == SyncStatus::Running) else {
        return drop_job(app, job).await;
    };
    let live = app.sessions.get(sync.instance_id).filter(|live| live.is_ready());
    let Some((live, session)) = live.and_then(|live| Some((Arc::clone(&live), live.session()?)))
    else {
        return put_back(app, job).await;
    };
    let scene = Scene { app, live, session };
    let stepped = match sync.stage {
        SyncStage::Contacts => contacts::step(&scene, sync.clone()).await,
        SyncStage::Chats => chats::step(&scene, sync.clone()).await,
        SyncStage::Messages => messages::step(&scene, sync.clone()).await,
    };
    match stepped {
        Ok(stepped) => commit(app, job, stepped).await,
        // What the channel cannot tell is not waited for.
        Err(Halt::Channel(ChannelError::Unsupported(_))) => {
            let next = stage_done(app, sync);
            commit(app, job, next.into()).await
        }
        Err(Halt::Channel(ChannelError::NotConnected) | Halt::Fenced) => put_back(app, job).await,
        Err(Halt::Channel(error)) if error.is_retryable() && job.attempts < job.max_attempts => {
            let not_before = match error.remedy() {
                Remedy::Retry { not_before } => not_before,
                _ => None,
            };
            retry_or_bury(app, job, &error.to_string(), not_before).await
        }
        Err(Halt::Channel(error)) => fail(app, job, sync, error.to_string()).await,
        Err(Halt::App(error)) => Err(error),
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

/// A failure of this server used up the tries of a step.
async fn give_up(app: &App, job: &Job, sync_id: SyncId, error: &str) -> Result<(), Error> {
    match app.store.sync_by_id(sync_id).await? {
        Some(sync) if sync.status == SyncStatus::Running => {
            fail(app, job, sync, error.to_owned()).await
        }
        _ => drop_job(app, job).await,
    }
}

/// One transaction: the step's job, how far the sync has come, and what follows.
async fn commit(app: &App, job: &Job, stepped: Stepped) -> Result<(), Error> {
    let (inner, job) = (app.clone(), job.clone());
    let Stepped { mut sync, media } = stepped;
    sync.updated_at = app.env.now();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                finish_in(tx, &job).await?;
                if !tx.update_sync(&sync).await? {
                    // Cancelled while the step was at work.
                    return Ok::<_, Error>(());
                }
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

impl Scene<'_> {
    /// Writes what the network told, the way everything that is heard is written.
    async fn write(&self, heard: Vec<Inbound>) -> Result<(), Halt> {
        let mut heard = heard.into_iter().peekable();
        while heard.peek().is_some() {
            let some: Vec<Inbound> = heard.by_ref().take(WRITE_AT_ONCE).collect();
            let source = Source::Session(self.live.epoch());
            let written = self.app.ingest.submit(self.live.meta(), source, some).await;
            written.map_err(|error| match error {
                SinkError::Fenced => Halt::Fenced,
                SinkError::NotStored(why) => Halt::App(Error::internal(why)),
            })?;
        }
        Ok(())
    }
}
