//! Sending an outbound message through its channel.

use super::audience::audience;
use super::handler::{AttemptFailure, JobHandler, Placement, Renewal};
use super::handover::{self, Attempt};
use super::pacing::{self, Admission};
use super::settle::Delivered;
use super::{bury_event, drop_job, finish_in, release, retry_at};
use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use crate::messages::{append_failed, message_of_job, name_senders, outbound_content};
use omni_channel::{ChannelError, OutboundMessage, Quoted, Remedy, Sent};
use omni_domain::Timestamp;
use omni_domain::content::Content;
use omni_domain::conversation::Chat;
use omni_domain::ids::MessageId;
use omni_domain::job::Job;
use omni_domain::job::payloads::SendPayload;
use omni_domain::message::{DeliveryStatus, Direction, Message};
use omni_domain::pacing::Hold;
use omni_storage::Tx;
use std::time::Duration;

/// A job that met a closed connection is put back only after this: the session's status follows
/// the connection, not the other way round, and the job would be reserved again at once.
const RECONNECT_PAUSE: Duration = Duration::from_millis(200);

impl JobHandler for SendPayload {
    const PLACEMENT: Placement = Placement::ConnectedOwner;
    const LANE_WIDTH: usize = 128;
    const RENEWAL: Renewal = Renewal::UntilEnd;
    /// A large file takes long on a slow line.
    const LONGEST: Duration = Duration::from_mins(30);

    fn max_attempts(config: &AppConfig) -> i32 {
        config.sends.max_attempts
    }

    async fn run(self, app: &App, job: &Job) -> Result<(), Error> {
        send(app, job, self.message_id).await
    }

    /// The failure must be visible to the caller.
    async fn give_up(self, app: &App, job: &Job, failure: &AttemptFailure) -> Result<(), Error> {
        give_up(app, job, self.message_id, failure).await
    }

    /// Its message would be queued for ever: it fails with the dead letter.
    async fn unreadable(app: &App, job: &Job, error: String) -> Result<(), Error> {
        bury_unread(app, job, error).await
    }
}

/// One attempt. A repeat after a crash or a time-out has the same id, and is made only where the
/// network shows it once (`handover.rs`).
async fn send(app: &App, job: &Job, message_id: MessageId) -> Result<(), Error> {
    let Some((message, chat)) = waiting(app, job, message_id).await? else {
        return drop_job(app, job).await;
    };
    match pacing::admit(app, job, &message, &chat).await? {
        Admission::Send => {}
        Admission::Held => return Ok(()),
        Admission::Refused(hold) => return record_refused(app, job, &message, hold).await,
    }
    match handover::attempt(app, &message, &chat).await? {
        Attempt::Sent(sent) => record_sent(app, job, message, chat, sent).await,
        Attempt::InDoubt { until } => wait_for_report(app, job, until).await,
        Attempt::Failed(ChannelError::Restricted { until, message: text }) => {
            match pacing::restricted(app, job, &message, &chat, until, &text).await? {
                Admission::Held => Ok(()),
                Admission::Refused(hold) => record_refused(app, job, &message, hold).await,
                // The instance is no longer here.
                Admission::Send => release(app, job).await,
            }
        }
        Attempt::Failed(error) => match error.remedy() {
            // Nothing was passed to the network, so the attempt does not count: the job waits in
            // the queue for the connection.
            Remedy::AwaitConnection => {
                tokio::time::sleep(RECONNECT_PAUSE).await;
                release(app, job).await
            }
            Remedy::Retry { not_before } if job.attempts < job.max_attempts => {
                try_later(app, job, &error, not_before).await
            }
            Remedy::RetryIfShownOnce if job.attempts < job.max_attempts => {
                try_later(app, job, &error, None).await
            }
            _ => record_failed(app, job, &message, &error).await,
        },
    }
}

/// The message and its chat, if it is still to be sent: no receipt has reported its delivery, and
/// it was not failed.
async fn waiting(app: &App, job: &Job, id: MessageId) -> Result<Option<(Message, Chat)>, Error> {
    let fresh = app.fresh.take(id, app.env.now());
    if let (Some(fresh), 1) = (fresh, job.attempts) {
        return Ok(Some(fresh));
    }
    let found = app.store.find_message(job.tenant_id, id).await?;
    let Some(mut message) = found.filter(|message| message.status == DeliveryStatus::Queued) else {
        return Ok(None);
    };
    // For the event of its acceptance.
    name_senders(app, std::slice::from_mut(&mut message)).await?;
    let chat = app.store.find_chat(job.tenant_id, message.chat_id).await?;
    Ok(chat.map(|chat| (message, chat)))
}

async fn try_later(
    app: &App,
    job: &Job,
    error: &ChannelError,
    not_before: Option<Timestamp>,
) -> Result<(), Error> {
    tracing::warn!(job.id = %job.id, error.code = error.code(), attempts = job.attempts, "a send will be tried again");
    let run_at = retry_at(app, job);
    put_off(app, job, not_before.map_or(run_at, |at| run_at.max(at)), error.to_string()).await
}

/// A report of the network may still resolve the outcome. Waiting for it is no attempt.
async fn wait_for_report(app: &App, job: &Job, until: Timestamp) -> Result<(), Error> {
    tracing::warn!(job.id = %job.id, "the answer to a send was lost; it is not sent again");
    let (id, attempts) = (job.id, job.attempts);
    app.store
        .write(move |tx| {
            Box::pin(async move { tx.postpone_job(id, attempts, until).await.map(drop) })
        })
        .await?;
    Ok(())
}

async fn put_off(app: &App, job: &Job, run_at: Timestamp, text: String) -> Result<(), Error> {
    let (id, attempts) = (job.id, job.attempts);
    app.store
        .write(move |tx| {
            Box::pin(async move { tx.retry_job(id, attempts, run_at, &text).await.map(|_| ()) })
        })
        .await?;
    Ok(())
}

async fn record_sent(
    app: &App,
    job: &Job,
    message: Message,
    chat: Chat,
    sent: Sent,
) -> Result<(), Error> {
    let Sent { external_id, at, recipient } = sent;
    let job = (job.id, job.attempts);
    let delivered = Delivered { job, message, chat, at, external_id, recipient };
    app.settler.submit(app, delivered).await
}

/// A limit does not admit it, and it is not to wait.
async fn record_refused(app: &App, job: &Job, message: &Message, hold: Hold) -> Result<(), Error> {
    let code = hold.reason.failure_code().to_owned();
    fail(app, job, message, Failure { code, text: pacing::refusal(hold), retryable: true }).await
}

async fn record_failed(
    app: &App,
    job: &Job,
    message: &Message,
    error: &ChannelError,
) -> Result<(), Error> {
    let retryable = error.is_retryable();
    fail(app, job, message, Failure { code: error.code(), text: error.to_string(), retryable })
        .await
}

/// Why a message is not sent.
struct Failure {
    code: String,
    text: String,
    retryable: bool,
}

async fn fail(app: &App, job: &Job, message: &Message, failure: Failure) -> Result<(), Error> {
    tracing::warn!(job.id = %job.id, message.id = %message.id, error.code = %failure.code, "a send failed for good");
    let (inner, job, id) = (app.clone(), job.clone(), message.id);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                finish_in(tx, &job).await?;
                fail_in(&inner, tx, id, &failure).await
            })
        })
        .await
}

/// Fails a message that is still to be sent, with its event, in the caller's transaction.
async fn fail_in(app: &App, tx: &mut Tx, id: MessageId, failure: &Failure) -> Result<(), Error> {
    let Failure { code, text, retryable } = failure;
    tx.end_handover(id).await?;
    let Some(message) = tx.fail_message(id, code, text, app.env.now()).await? else {
        return Ok(());
    };
    let Some(live) = app.sessions.get(message.instance_id) else { return Ok(()) };
    append_failed(app, tx, &live.meta(), &message, *retryable).await
}

/// Gives up a job whose payload cannot be read, and its message with it.
async fn bury_unread(app: &App, job: &Job, text: String) -> Result<(), Error> {
    tracing::error!(job.id = %job.id, job.kind = %job.kind, job.attempts = job.attempts, "a job was given up");
    let event = bury_event(app, job, &text);
    let error = ChannelError::Configuration(text.clone());
    let failure = Failure { code: error.code(), text: error.to_string(), retryable: false };
    let (inner, job_id, attempts) = (app.clone(), job.id, job.attempts);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if !tx.bury_job(job_id, attempts, &text).await? {
                    return Ok(());
                }
                tx.append_event(event);
                fail_in(&inner, tx, message_of_job(job_id), &failure).await
            })
        })
        .await
}

/// A failure of this server used up the attempts.
async fn give_up(
    app: &App,
    job: &Job,
    message_id: MessageId,
    failure: &AttemptFailure,
) -> Result<(), Error> {
    let Some(message) = app.store.find_message(job.tenant_id, message_id).await? else {
        return drop_job(app, job).await;
    };
    let error = match failure {
        // What the network did with it was known only to the attempt that was ended.
        AttemptFailure::CutShort(_) => ChannelError::OutcomeUnknown,
        AttemptFailure::Ended(text) => ChannelError::Configuration(super::clip(text)),
    };
    record_failed(app, job, &message, &error).await
}

pub(super) async fn outbound(
    app: &App,
    message: &Message,
    chat: &Chat,
) -> Result<Result<OutboundMessage, ChannelError>, Error> {
    let blob_key = match &message.content {
        Content::Media(_) => {
            let rows = app.store.media_of_message(message.id).await?;
            rows.into_iter().find_map(|row| row.blob_key)
        }
        _ => None,
    };
    let content = match outbound_content(&message.content, blob_key) {
        Ok(content) => content,
        Err(error) => return Ok(Err(error)),
    };
    let reply_to = match &message.reply_to_external_id {
        Some(external_id) => quoted(app, chat, external_id).await?,
        None => None,
    };
    Ok(Ok(OutboundMessage {
        client_id: message.external_id.clone(),
        to: chat.address.id.clone(),
        chat_type: chat.chat_type,
        content,
        context: message.context.clone(),
        reply_to,
        audience: audience(app, chat).await?,
    }))
}

pub(super) async fn quoted(
    app: &App,
    chat: &Chat,
    external_id: &str,
) -> Result<Option<Quoted>, Error> {
    let found = app.store.find_message_by_external(chat.id, external_id).await?;
    Ok(found.map(|message| quote(&message)))
}

pub(super) fn quote(message: &Message) -> Quoted {
    Quoted {
        external_id: message.external_id.clone(),
        sender: message.sender_platform_id.clone(),
        from_me: message.direction == Direction::Outbound,
        text: message.content.typed_text().map(str::to_owned),
    }
}
