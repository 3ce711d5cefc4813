//! Scheduled messages that are due.
//!
//! The outcome of a scheduled message, the message that it becomes with its own job, and the end of this
//! job are one transaction: after a crash it is either queued, once, or still waits.

use super::handler::{AttemptFailure, JobHandler, Placement, Renewal};
use super::{clip, drop_job, finish_in};
use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use crate::messages::{Accepted, OutboundDraft, accept_in, discard_file, draft_later};
use crate::scheduled_messages::{TOO_LATE, changed, fail_in, is_too_late};
use omni_domain::Timestamp;
use omni_domain::ids::ScheduledMessageId;
use omni_domain::job::Job;
use omni_domain::job::payloads::SchedulePayload;
use omni_domain::scheduled_message::{ScheduledMessage, ScheduledStatus};
use omni_storage::Tx;
use std::time::Duration;

/// Attempts of one message.
const MAX_ATTEMPTS: i32 = 20;
/// How long a message waits whose instance has just lost its connection.
const RECONNECT_PAUSE: Duration = Duration::from_secs(5);

impl JobHandler for SchedulePayload {
    const PLACEMENT: Placement = Placement::ConnectedOwner;
    const LANE_WIDTH: usize = 16;
    const RENEWAL: Renewal = Renewal::UntilLost;
    const LONGEST: Duration = Duration::from_mins(5);

    fn max_attempts(_: &AppConfig) -> i32 {
        MAX_ATTEMPTS
    }

    async fn run(self, app: &App, job: &Job) -> Result<(), Error> {
        send(app, job, self.scheduled_id).await
    }

    /// The failure must be visible to the person who scheduled it.
    async fn give_up(self, app: &App, job: &Job, failure: &AttemptFailure) -> Result<(), Error> {
        fail(app, job, self.scheduled_id, failure.text()).await
    }
}

async fn send(app: &App, job: &Job, id: ScheduledMessageId) -> Result<(), Error> {
    let found = app.store.find_scheduled_message(job.tenant_id, id).await?;
    let waiting = found.filter(|one| one.status == ScheduledStatus::Scheduled);
    let Some(one) = waiting else { return drop_job(app, job).await };
    if one.send_at > app.env.now() {
        return postpone(app, job, id).await;
    }
    if is_too_late(app, &one) {
        return fail(app, job, id, TOO_LATE).await;
    }
    let queued = match draft_later(app, &one).await {
        Ok(draft) => queue(app, job, one, draft).await,
        Err(error) => Err(error),
    };
    let Err(error) = queued else { return Ok(()) };
    match error {
        // Nothing was passed to the network, so that the attempt does not count.
        Error::ChannelNotConnected { .. } | Error::ChannelUnavailable(_) => {
            wait(app, job, app.env.now().plus(RECONNECT_PAUSE)).await
        }
        Error::Internal(_) | Error::StorageUnavailable => Err(error),
        refusal => fail(app, job, id, &refusal.to_string()).await,
    }
}

/// It was given a later time. The row is locked, so that a change at the same time is not missed.
async fn postpone(app: &App, job: &Job, id: ScheduledMessageId) -> Result<(), Error> {
    let (tenant, job, attempts) = (job.tenant_id, job.id, job.attempts);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let found = tx.lock_scheduled_message(tenant, id).await?;
                let waiting = found.filter(|one| one.status == ScheduledStatus::Scheduled);
                let at = waiting.map_or(Timestamp(0), |one| one.send_at);
                tx.postpone_job(job, attempts, at).await.map(drop)
            })
        })
        .await?;
    Ok(())
}

async fn wait(app: &App, job: &Job, until: Timestamp) -> Result<(), Error> {
    let (id, attempts) = (job.id, job.attempts);
    app.store
        .write(move |tx| {
            Box::pin(async move { tx.postpone_job(id, attempts, until).await.map(drop) })
        })
        .await?;
    Ok(())
}

async fn queue(
    app: &App,
    job: &Job,
    one: ScheduledMessage,
    draft: OutboundDraft,
) -> Result<(), Error> {
    let (inner, job) = (app.clone(), job.clone());
    app.store
        .write(move |tx| Box::pin(async move { queue_in(&inner, tx, &job, one, draft).await }))
        .await
}

async fn queue_in(
    app: &App,
    tx: &mut Tx,
    job: &Job,
    mut one: ScheduledMessage,
    draft: OutboundDraft,
) -> Result<(), Error> {
    let found = tx.lock_scheduled_message(one.tenant_id, one.id).await?;
    if found.as_ref() != Some(&one) {
        // It was changed since it was drafted: the next attempt sees how.
        tx.release_jobs(&[(job.id, job.attempts)]).await?;
        return Ok(());
    }
    let channel = draft.live.meta().channel;
    let message_id = match accept_in(app, tx, draft).await? {
        Accepted::New(accepted) => accepted.0.id,
        Accepted::Repeat(id) => id,
    };
    if let Some(file) = one.file()
        && !tx.attach_media(file, message_id, app.env.now()).await?
    {
        return Err(Error::not_found("file", file));
    }
    one.status = ScheduledStatus::Sent;
    one.message_id = Some(message_id);
    one.updated_at = app.env.now();
    tx.update_scheduled_message(&one).await?;
    tx.append_event(changed(app, &one, Some(channel)));
    finish_in(tx, job).await
}

/// It is not sent. One that is sent or cancelled meanwhile stays as it is.
async fn fail(app: &App, job: &Job, id: ScheduledMessageId, error: &str) -> Result<(), Error> {
    tracing::warn!(job.id = %job.id, scheduled.id = %id, "a scheduled message failed");
    let instance = match job.instance_id {
        Some(id) => app.store.find_instance(job.tenant_id, id).await?,
        None => None,
    };
    let channel = instance.map(|instance| instance.channel);
    let (inner, job, error) = (app.clone(), job.clone(), clip(error));
    let file = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let found = tx.lock_scheduled_message(job.tenant_id, id).await?;
                let waiting = found.filter(|one| one.status == ScheduledStatus::Scheduled);
                let file = match waiting {
                    Some(one) => fail_in(&inner, tx, one, channel, error).await?,
                    None => None,
                };
                finish_in(tx, &job).await?;
                Ok::<_, Error>(file)
            })
        })
        .await?;
    if let Some(key) = file {
        discard_file(app, &key).await;
    }
    Ok(())
}
