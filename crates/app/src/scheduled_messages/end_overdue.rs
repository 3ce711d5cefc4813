use super::{channel, fail_in};
use crate::app::App;
use crate::error::Error;
use crate::messages::discard_file;
use omni_domain::scheduled_message::{ScheduledMessage, ScheduledStatus};

/// Messages ended at a time; the next round ends the rest.
const AT_ONCE: u32 = 500;

/// Why one that is too late is not sent.
pub(crate) const TOO_LATE: &str =
    "the server was stopped, or the instance not connected, when it was due and for too long after";

/// Whether a message that waits is too late to be sent.
pub(crate) fn is_too_late(app: &App, one: &ScheduledMessage) -> bool {
    one.send_at < app.env.now().minus(app.config.replies.scheduled_late)
}

/// Ends the messages that wait for an instance which is not connected, and are too late by now.
/// Returns how many.
pub async fn end_overdue(app: &App) -> Result<usize, Error> {
    let cutoff = app.env.now().minus(app.config.replies.scheduled_late);
    let mut ended = 0;
    for one in app.store.overdue_scheduled_messages(cutoff, AT_ONCE).await? {
        ended += usize::from(end(app, one).await?);
    }
    if ended > 0 {
        tracing::warn!(messages = ended, "scheduled messages are too late, and were not sent");
    }
    Ok(ended)
}

async fn end(app: &App, one: ScheduledMessage) -> Result<bool, Error> {
    let channel = channel(app, &one).await?;
    // Those of an instance that is being deleted go with it.
    if channel.is_none() {
        return Ok(false);
    }
    let inner = app.clone();
    let (ended, file) = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let found = tx.lock_scheduled_message(one.tenant_id, one.id).await?;
                // It may have been sent, cancelled or given a later time since.
                let waits = |one: &ScheduledMessage| {
                    one.status == ScheduledStatus::Scheduled && is_too_late(&inner, one)
                };
                let Some(one) = found.filter(waits) else { return Ok((false, None)) };
                tx.finish_job(one.job_id, 0).await?;
                let file = fail_in(&inner, tx, one, channel, TOO_LATE.to_owned()).await?;
                Ok::<_, Error>((true, file))
            })
        })
        .await?;
    if let Some(key) = file {
        discard_file(app, &key).await;
    }
    Ok(ended)
}
