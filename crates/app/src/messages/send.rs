//! Accepting a send: durably first, then to the network by a job.

use super::recipient;
use super::requests::{SendBody, SendMessage};
use super::{event, name_partner, send_order_key, sendable, store_media};
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use crate::instances;
use crate::jobs::SendJob;
use crate::sessions::{InstanceMeta, Live};
use crate::turns::collect;
use omni_channel::Recipient;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::content::{Content, Location, MessageContext};
use omni_domain::conversation::{Chat, Media};
use omni_domain::event::{Event, QueuedMessage};
use omni_domain::ids::{InstanceId, MessageId, TenantId};
use omni_domain::job::{JobKind, NewJob};
use omni_domain::message::{DeliveryStatus, Direction, Message, MessageSource};
use omni_storage::{ChatTouch, Claim, Tx};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Sends a message. Returns it as `Sent` (or further) when the network took it within
/// `send_wait`, as `Queued` when it is still on its way; a refusal of the network is an error.
pub async fn send(app: &App, caller: &Caller, request: SendMessage) -> Result<Message, Error> {
    let instance = sender(app, caller, request.instance_id).await?;
    let fingerprint = fingerprint(&request);
    if let Some(key) = &request.idempotency_key
        && let Some(first) = repeat_of(app, caller, key, &fingerprint).await?
    {
        return outcome(app, caller.tenant_id, first, request.respond_async).await;
    }
    let live = sendable(app, instance.id)?;
    let to = recipient::resolve(app, &instance, &request.to).await?;
    let (content, media) = content(app, &instance, request.body).await?;
    let blob = media.as_ref().and_then(|media| media.blob_key.clone());
    let draft = Draft {
        live,
        to,
        content,
        media,
        reply_to: request.reply_to,
        idempotency: request.idempotency_key.map(|key| (key, fingerprint)),
        external_id: app.channel(instance.channel)?.new_message_id(),
        id: app.env.id(),
        source: MessageSource::Api,
    };
    let id = draft.id;
    let waiting = app.waiters.register(id);
    let accepted = if draft.is_plain() {
        app.outbox.submit(app, draft).await
    } else {
        accept(app, draft).await
    };
    let message = match accepted {
        Ok(Accepted::New(message)) => *message,
        other => {
            app.waiters.forget(id);
            if let Some(key) = blob {
                store_media::discard(app, &key).await;
            }
            return match other? {
                Accepted::New(message) => Ok(*message),
                Accepted::Repeat(first) => {
                    outcome(app, caller.tenant_id, first, request.respond_async).await
                }
            };
        }
    };
    if request.respond_async {
        app.waiters.forget(id);
        return Ok(message);
    }
    let answered = tokio::time::timeout(app.config.sends.wait, waiting).await.is_ok();
    app.waiters.forget(id);
    if !answered {
        return Ok(message);
    }
    result_of(app, message.tenant_id, id).await
}

/// The instance that sends. One with a session here is known without a look at the database.
pub(super) async fn sender(
    app: &App,
    caller: &Caller,
    id: InstanceId,
) -> Result<Arc<InstanceMeta>, Error> {
    const SCOPE: Scope = Scope::MessagesSend;
    authorization::require(caller, SCOPE)?;
    authorization::require_instance(caller, id)?;
    let here = app.sessions.get(id).map(|live| live.meta());
    match here.filter(|meta| meta.tenant_id == caller.tenant_id) {
        Some(meta) => Ok(meta),
        None => Ok(Arc::new(InstanceMeta::of(&instances::load(app, caller, SCOPE, id).await?))),
    }
}

/// A message to be accepted.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) live: Arc<Live>,
    pub(crate) to: Recipient,
    pub(crate) content: Content,
    pub(crate) media: Option<Media>,
    pub(crate) reply_to: Option<String>,
    pub(crate) idempotency: Option<(String, String)>,
    pub(crate) external_id: String,
    pub(crate) id: MessageId,
    pub(crate) source: MessageSource,
}

impl Draft {
    /// Whether its acceptance needs nothing of its own: then it is accepted together with others.
    const fn is_plain(&self) -> bool {
        self.media.is_none() && self.reply_to.is_none()
    }

    pub(super) fn outgoing(self, run_at: Timestamp, reply_to: Option<String>) -> Outgoing {
        Outgoing {
            id: self.id,
            external_id: self.external_id,
            content: self.content,
            source: self.source,
            reply_to_external_id: reply_to,
            owner: self.live.status().owner.map(|owner| owner.id),
            run_at,
        }
    }
}

/// How a send was taken.
#[derive(Debug)]
pub(crate) enum Accepted {
    New(Box<Message>),
    /// The same request was accepted before.
    Repeat(MessageId),
}

/// One transaction: idempotency key, chat, message, file, event, job.
pub(super) async fn accept(app: &App, draft: Draft) -> Result<Accepted, Error> {
    let inner = app.clone();
    app.store.write(move |tx| Box::pin(async move { accept_in(&inner, tx, draft).await })).await
}

async fn accept_in(app: &App, tx: &mut Tx, draft: Draft) -> Result<Accepted, Error> {
    let meta = draft.live.meta();
    let now = app.env.now();
    if let Some(outcome) = claim(tx, &draft, now).await? {
        return outcome;
    }
    let chat = chat_for(app, tx, meta.tenant_id, meta.id, &draft.to).await?;
    let reply_to_external_id = match &draft.reply_to {
        Some(quoted) => Some(find_quoted(tx, &chat, quoted).await?.external_id),
        None => None,
    };
    let (source, media) = (draft.source, draft.media.clone());
    let out = draft.outgoing(now, reply_to_external_id);
    let message = queue_message(app, tx, &meta, &chat, out).await?;
    if meta.conversation.takeover_on_api && source == MessageSource::Api {
        collect::pause_for_person(app, tx, &meta, chat.id, &chat.address.id, now).await?;
    }
    if let Some(mut media) = media {
        media.message_id = Some(message.id);
        tx.insert_media(&[media]).await?;
    }
    Ok(Accepted::New(Box::new(message)))
}

/// Claims the draft's idempotency key. Its outcome, if the key was used before.
pub(super) async fn claim(
    tx: &mut Tx,
    draft: &Draft,
    now: Timestamp,
) -> Result<Option<Result<Accepted, Error>>, Error> {
    let Some((key, fingerprint)) = &draft.idempotency else { return Ok(None) };
    let tenant = draft.live.meta().tenant_id;
    match tx.claim_idempotency(tenant, key, fingerprint, draft.id, now).await? {
        Claim::New => Ok(None),
        Claim::Existing { message_id, request_hash } => {
            Ok(Some(check_same(fingerprint, &request_hash).map(|()| Accepted::Repeat(message_id))))
        }
    }
}

/// What goes out.
pub(crate) struct Outgoing {
    pub(crate) id: MessageId,
    pub(crate) external_id: String,
    pub(crate) content: Content,
    pub(crate) source: MessageSource,
    pub(crate) reply_to_external_id: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) run_at: Timestamp,
}

/// Writes an outbound message with its event and its send job, in the caller's transaction.
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
    tx.insert_messages(std::slice::from_ref(&message)).await?;
    tx.touch_chats(&[touch(&message, now)]).await?;
    let mut queued = queued(app, meta, &message, chat);
    name_partner(tx, &mut queued, chat).await?;
    tx.append_event(queued);
    tx.insert_job(job(app, meta, &message, run_at));
    Ok(message)
}

/// The row of a message that goes out.
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
        context: MessageContext::default(),
        status: DeliveryStatus::Queued,
        failure_code: None,
        failure_message: None,
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

/// What it changes of its chat.
pub(super) fn touch(message: &Message, now: Timestamp) -> ChatTouch {
    ChatTouch {
        id: message.chat_id,
        messages: 1,
        unread: 0,
        last_message_at: Some(now),
        preview: Some(message.content.preview()),
    }
}

/// The event `message.queued`, without the person at the other end.
pub(super) fn queued(app: &App, meta: &InstanceMeta, message: &Message, chat: &Chat) -> Event {
    let address = &chat.address.id;
    let body = QueuedMessage {
        chat: address.clone(),
        to: address.clone(),
        content: message.content.clone(),
        reply_to: message.reply_to_external_id.clone(),
        source: message.source,
    };
    let mut queued = event(app, meta, body, message, address);
    queued.text = message.content.typed_text().map(str::to_owned);
    queued
}

/// The job that hands it to the network.
pub(super) fn job(app: &App, meta: &InstanceMeta, message: &Message, run_at: Timestamp) -> NewJob {
    NewJob {
        id: app.env.id(),
        tenant_id: meta.tenant_id,
        instance_id: Some(meta.id),
        kind: JobKind::MessageSend,
        order_key: Some(send_order_key(message.chat_id)),
        payload: SendJob { message_id: message.id }.to_value(),
        max_attempts: app.config.sends.max_attempts,
        run_at,
        created_at: app.env.now(),
    }
}

/// The chat with this recipient, made if it is new.
pub(crate) async fn chat_for(
    app: &App,
    tx: &mut Tx,
    tenant: TenantId,
    instance: InstanceId,
    to: &Recipient,
) -> Result<Chat, Error> {
    let addresses: Vec<String> = to.address.all().map(str::to_owned).collect();
    if let Some(chat) = tx.find_chats(instance, &addresses).await?.into_iter().next() {
        return Ok(chat);
    }
    let chat = new_chat(app, tenant, instance, to);
    tx.insert_chat(&chat).await?;
    Ok(chat)
}

pub(super) fn new_chat(app: &App, tenant: TenantId, instance: InstanceId, to: &Recipient) -> Chat {
    let now = app.env.now();
    Chat {
        id: app.env.id(),
        tenant_id: tenant,
        instance_id: instance,
        address: to.address.clone(),
        chat_type: to.chat_type,
        name: None,
        message_count: 0,
        unread_count: 0,
        last_message_at: None,
        last_message_preview: None,
        created_at: now,
        updated_at: now,
    }
}

/// A message of the chat, by our id or the channel's.
pub(crate) async fn find_quoted(
    tx: &mut Tx,
    chat: &Chat,
    reference: &str,
) -> Result<Message, Error> {
    let found = match reference.parse::<MessageId>() {
        Ok(id) => {
            tx.find_message(chat.tenant_id, id).await?.filter(|message| message.chat_id == chat.id)
        }
        Err(_) => tx.find_message_by_external(chat.id, reference).await?,
    };
    found.ok_or_else(|| Error::not_found("message", reference))
}

async fn content(
    app: &App,
    instance: &InstanceMeta,
    body: SendBody,
) -> Result<(Content, Option<Media>), Error> {
    match body {
        SendBody::Text(text) => Ok((text_content(app, text)?, None)),
        SendBody::Media(media) => {
            let caption = media.caption.as_deref().unwrap_or_default();
            if caption.chars().count() > app.config.limits.text_chars {
                return Err(Error::invalid(
                    Field::Caption,
                    "the caption is too long for this channel",
                ));
            }
            let (content, row) = store_media::store(app, instance, media).await?;
            Ok((Content::Media(content), Some(row)))
        }
        SendBody::Contact(card) => {
            if card.name.trim().is_empty() {
                return Err(Error::invalid(Field::ContactName, "a contact card needs a name"));
            }
            Ok((Content::Contact { contacts: vec![card] }, None))
        }
        SendBody::Location(location) => {
            check_location(&location)?;
            Ok((Content::Location(location), None))
        }
    }
}

fn text_content(app: &App, text: String) -> Result<Content, Error> {
    if text.trim().is_empty() {
        return Err(Error::invalid(Field::Text, "the text is empty"));
    }
    if text.chars().count() > app.config.limits.text_chars {
        let limit = app.config.limits.text_chars;
        return Err(Error::invalid(
            Field::Text,
            format!("the text exceeds {limit} characters; split it"),
        ));
    }
    Ok(Content::Text { text })
}

fn check_location(location: &Location) -> Result<(), Error> {
    if !(-90.0..=90.0).contains(&location.latitude) {
        return Err(Error::invalid(Field::Latitude, "give degrees from -90 to 90"));
    }
    if !(-180.0..=180.0).contains(&location.longitude) {
        return Err(Error::invalid(Field::Longitude, "give degrees from -180 to 180"));
    }
    Ok(())
}

/// What makes two requests the same, for the idempotency key. Of a stream only the facts count.
fn fingerprint(request: &SendMessage) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    part(&request.instance_id.to_string());
    part(&request.to);
    part(request.reply_to.as_deref().unwrap_or_default());
    match &request.body {
        SendBody::Text(text) => part(text),
        SendBody::Contact(card) => part(&format!("{card:?}")),
        SendBody::Location(location) => part(&format!("{location:?}")),
        SendBody::Media(media) => {
            part(media.kind.as_str());
            part(media.caption.as_deref().unwrap_or_default());
            part(media.file_name.as_deref().unwrap_or_default());
            match &media.source {
                super::MediaInput::Url(text) | super::MediaInput::Base64(text) => part(text),
                super::MediaInput::Stream { size, .. } => part(&format!("{size:?}")),
            }
        }
    }
    hex::encode(hash.finalize())
}

fn check_same(fingerprint: &str, earlier: &str) -> Result<(), Error> {
    if fingerprint == earlier {
        return Ok(());
    }
    Err(Error::conflict(
        "this Idempotency-Key was used for another request; use a new key for a new message",
    ))
}

async fn repeat_of(
    app: &App,
    caller: &Caller,
    key: &str,
    fingerprint: &str,
) -> Result<Option<MessageId>, Error> {
    let Some((message_id, earlier)) = app.store.find_idempotency(caller.tenant_id, key).await?
    else {
        return Ok(None);
    };
    check_same(fingerprint, &earlier)?;
    Ok(Some(message_id))
}

/// How an earlier, identical request went (waiting for it if it is still on its way).
async fn outcome(
    app: &App,
    tenant: TenantId,
    id: MessageId,
    respond_async: bool,
) -> Result<Message, Error> {
    let waiting = app.waiters.register(id);
    let message =
        app.store.find_message(tenant, id).await?.ok_or_else(|| Error::not_found("message", id))?;
    if message.status == DeliveryStatus::Queued && !respond_async {
        // Either the answer or the end of the wait: the row below tells which.
        let _ = tokio::time::timeout(app.config.sends.wait, waiting).await;
    }
    app.waiters.forget(id);
    result_of(app, tenant, id).await
}

async fn result_of(app: &App, tenant: TenantId, id: MessageId) -> Result<Message, Error> {
    let message =
        app.store.find_message(tenant, id).await?.ok_or_else(|| Error::not_found("message", id))?;
    if message.status != DeliveryStatus::Failed {
        return Ok(message);
    }
    let code = message.failure_code.unwrap_or_else(|| "channel.failed".to_owned());
    let text =
        message.failure_message.unwrap_or_else(|| "the message could not be sent".to_owned());
    if code == "channel.unknown_recipient" {
        return Err(Error::RecipientNotOnChannel(text));
    }
    Err(Error::SendFailed { code, message: text })
}
