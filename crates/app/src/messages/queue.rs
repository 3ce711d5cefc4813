//! An outbound message as it is written: its row, its event and the job that sends it.

use super::{event, name_partner, send_order_key};
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_domain::Timestamp;
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::Chat;
use omni_domain::event::{Event, QueuedMessage};
use omni_domain::ids::{JobId, MessageId};
use omni_domain::job::NewJob;
use omni_domain::job::payloads::SendPayload;
use omni_domain::message::{DeliveryStatus, Direction, Message, MessageSource, SentBy};
use omni_storage::{ChatTouch, Tx};

/// The content of an outbound message.
pub(crate) struct Outgoing {
    pub(crate) id: MessageId,
    pub(crate) external_id: String,
    pub(crate) content: Content,
    pub(crate) context: MessageContext,
    pub(crate) source: MessageSource,
    pub(crate) sent_by: Option<SentBy>,
    pub(crate) reply_to_external_id: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) run_at: Timestamp,
}

/// Writes an outbound message with its event and its send job, in the caller's transaction. One that is
/// written already, by an earlier attempt, is left as it is.
pub(crate) async fn queue_message(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    chat: &Chat,
    out: Outgoing,
) -> Result<Message, Error> {
    let now = app.env.now();
    let run_at = out.run_at;
    let message = compose(app, meta, chat, out);
    if tx.insert_messages(std::slice::from_ref(&message)).await?.is_empty() {
        return Ok(message);
    }
    tx.touch_chats(&[touch(&message, now)]).await?;
    let mut queued = queued(app, meta, &message, chat);
    name_partner(tx, &mut queued, chat).await?;
    tx.append_event(queued);
    tx.insert_job(job(app, meta, &message, run_at));
    Ok(message)
}

/// The row of an outbound message.
pub(super) fn compose(app: &App, meta: &InstanceMeta, chat: &Chat, out: Outgoing) -> Message {
    let now = app.env.now();
    Message {
        id: out.id,
        tenant_id: meta.tenant_id,
        instance_id: meta.id,
        chat_id: chat.id,
        external_id: out.external_id,
        direction: Direction::Outbound,
        source: out.source,
        sender_platform_id: out.owner.unwrap_or_default(),
        sender_name: None,
        sender_identity_id: None,
        sender_person_id: None,
        content: out.content,
        context: out.context,
        status: DeliveryStatus::Queued,
        failure_code: None,
        failure_message: None,
        hold: None,
        sent_by: out.sent_by,
        reply_to_external_id: out.reply_to_external_id,
        reactions: Vec::new(),
        edits: Vec::new(),
        edited_at: None,
        deleted_at: None,
        platform_timestamp: now,
        created_at: now,
        updated_at: now,
        sent_at: None,
        delivered_at: None,
        read_at: None,
    }
}

/// The change of its chat.
pub(super) fn touch(message: &Message, now: Timestamp) -> ChatTouch {
    ChatTouch {
        id: message.chat_id,
        messages: 1,
        unread: 0,
        last_message_at: Some(now),
        preview: Some(message.content.preview()),
    }
}

/// The event `message.queued`, without the person of the recipient.
pub(super) fn queued(app: &App, meta: &InstanceMeta, message: &Message, chat: &Chat) -> Event {
    let address = &chat.address.id;
    let body = QueuedMessage {
        chat: address.clone(),
        to: address.clone(),
        content: message.content.clone(),
        reply_to: message.reply_to_external_id.clone(),
        view_once: message.context.view_once,
        forwarded: message.context.forwarded,
        source: message.source,
        sent_by: message.sent_by.clone(),
    };
    let mut queued = event(app, meta, body, message, address);
    queued.text = message.content.typed_text().map(str::to_owned);
    queued
}

/// The job that sends it to the network. It has the message's id, by which the message is found even
/// if the payload cannot be read ([`message_of_job`]): one job sends one message.
pub(super) fn job(app: &App, meta: &InstanceMeta, message: &Message, run_at: Timestamp) -> NewJob {
    app.new_job_as(JobId(message.id.0), meta.tenant_id, &SendPayload { message_id: message.id })
        .of_instance(meta.id)
        .in_order(send_order_key(message.chat_id))
        .due(run_at)
}

/// The message that a job sends, found without its payload. A job that was written with an id of its own
/// has none.
pub(crate) fn message_of_job(job: JobId) -> MessageId {
    MessageId(job.0)
}
