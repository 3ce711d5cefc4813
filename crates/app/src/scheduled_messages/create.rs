use super::requests::{self, NewScheduledMessage};
use super::{changed, visible};
use crate::app::App;
use crate::error::Error;
use crate::messages::{
    Idempotency, Later, Seen, claim_key, compose_later, discard_file, look_up_later,
};
use omni_channel::Recipient;
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::conversation::Media;
use omni_domain::event::Event;
use omni_domain::ids::{InstanceId, MessageId, ScheduledMessageId};
use omni_domain::job::NewJob;
use omni_domain::job::payloads::SchedulePayload;
use omni_domain::scheduled_message::{ScheduledMessage, ScheduledOptions, ScheduledStatus};
use omni_storage::Tx;

/// What is written together.
struct Rows {
    one: ScheduledMessage,
    file: Option<Media>,
    idempotency: Option<Idempotency>,
    job: NewJob,
    event: Event,
}

/// Schedules a message. It is checked as a send is, except for what depends on the time: the connection
/// of the instance, and the message that it quotes. A file is stored at once. A repeat of a request with
/// the same key returns what the first one scheduled.
pub async fn create(
    app: &App,
    caller: &Caller,
    new: NewScheduledMessage,
) -> Result<ScheduledMessage, Error> {
    let send_at = new.send_at;
    let mut send = new.into_send();
    let pending = match look_up_later(app, caller, &mut send, send_at).await? {
        Seen::NoKey => None,
        Seen::New(pending) => Some(pending),
        Seen::Repeat(first) => return earlier(app, caller, first).await,
    };
    let send_at = requests::send_at(app, send_at)?;
    let to = send.to.clone();
    let options = ScheduledOptions {
        reply_to: send.reply_to.clone(),
        mentions: send.mentions.clone(),
        mention_all: send.mention_all,
        view_once: false,
        sent_by: caller.principal.user(),
    };
    let later = compose_later(app, caller, send, pending).await?;
    let stored = later.file.as_ref().and_then(|file| file.blob_key.clone());
    let written = match rows(app, later, to, options, send_at).await {
        Ok(rows) => write(app, rows).await,
        Err(error) => Err(error),
    };
    if let (Some(key), Err(_) | Ok(Written::Before(_))) = (stored, &written) {
        discard_file(app, &key).await;
    }
    match written? {
        Written::New(one) => Ok(*one),
        Written::Before(first) => earlier(app, caller, first).await,
    }
}

async fn rows(
    app: &App,
    later: Later,
    to: String,
    options: ScheduledOptions,
    send_at: Timestamp,
) -> Result<Rows, Error> {
    let meta = later.instance;
    let now = app.env.now();
    let payload = SchedulePayload { scheduled_id: app.env.id() };
    let job = app.new_job(meta.tenant_id, &payload).of_instance(meta.id).due(send_at);
    let one = ScheduledMessage {
        id: payload.scheduled_id,
        tenant_id: meta.tenant_id,
        instance_id: meta.id,
        chat: address(app, meta.id, &later.to).await?,
        to,
        content: later.content,
        options: ScheduledOptions { view_once: later.view_once, ..options },
        send_at,
        status: ScheduledStatus::Scheduled,
        message_id: None,
        error: None,
        job_id: job.id,
        created_at: now,
        updated_at: now,
    };
    let event = changed(app, &one, Some(meta.channel));
    Ok(Rows { one, file: later.file, idempotency: later.idempotency, job, event })
}

/// The outcome of a write.
enum Written {
    /// It is scheduled.
    New(Box<ScheduledMessage>),
    /// The same request was written before.
    Before(MessageId),
}

async fn write(app: &App, rows: Rows) -> Result<Written, Error> {
    let inner = app.clone();
    app.store.write(move |tx| Box::pin(async move { write_in(&inner, tx, rows).await })).await
}

async fn write_in(app: &App, tx: &mut Tx, rows: Rows) -> Result<Written, Error> {
    let Rows { one, file, idempotency, job, event } = rows;
    if let Some(key) = &idempotency
        && let Some(first) = claim_key(tx, key, one.becomes(), one.created_at).await?
    {
        return first.map(Written::Before);
    }
    let most = app.config.replies.scheduled;
    if tx.count_scheduled_messages(one.instance_id).await? >= i64::from(most) {
        return Err(Error::conflict(format!(
            "{most} messages of this instance are scheduled, which is the most; cancel one"
        )));
    }
    tx.insert_media(file.as_slice()).await?;
    tx.insert_scheduled_message(&one).await?;
    tx.insert_job(job);
    tx.append_event(event);
    Ok(Written::New(Box::new(one)))
}

/// What the first request with the key scheduled.
async fn earlier(app: &App, caller: &Caller, first: MessageId) -> Result<ScheduledMessage, Error> {
    let id = ScheduledMessageId(first.0);
    visible(caller, id, app.store.find_scheduled_message(caller.tenant_id, id).await?)
}

/// The address of the recipient's chat, or the one that a new chat will have.
async fn address(app: &App, instance: InstanceId, to: &Recipient) -> Result<String, Error> {
    let addresses: Vec<String> = to.addresses().map(str::to_owned).collect();
    let found = app.store.find_chats(instance, &addresses).await?;
    let chat = crate::chats::first_of(to, found);
    Ok(chat.map_or_else(|| to.address.id.clone(), |chat| chat.address.id))
}
