//! What is recorded once the network has accepted an action.

use crate::app::App;
use crate::error::Error;
use crate::messages::{Keeping, Outgoing, event, queue_message, send_order_key, store_kept};
use crate::sessions::Live;
use omni_domain::content::{Content, MessageContext};
use omni_domain::event::{
    DeletionScope, EventBody, MessageDeleted, MessageEdited, MessagePinned,
    Reaction as ReactionChange,
};
use omni_domain::ids::MessageId;
use omni_domain::job::Job;
use omni_domain::job::payloads::CallReply;
use omni_domain::message::{EditEntry, Message, MessageSource, Reaction};
use omni_domain::pin::Pin;
use omni_storage::Tx;
use std::time::Duration;

pub(super) enum Effect {
    /// Nothing: it is recorded already.
    None,
    /// The account's emoji is on a message.
    Reaction(MessageId, String),
    /// A message has a new text.
    Edit(MessageId, String),
    /// A message is deleted for these.
    Delete(MessageId, DeletionScope),
    /// A message is pinned for that many seconds, or no longer.
    Pin(MessageId, Option<u32>),
    /// A message is kept for all participants of its chat, or no longer.
    Keep(MessageId, bool),
    /// A call is rejected, and its caller gets a text.
    ReplyToCall(CallReply),
}

impl Effect {
    /// In the transaction that ends the job. The message is read again: others may have changed it
    /// while the network was asked.
    pub(super) async fn record(
        self,
        app: &App,
        tx: &mut Tx,
        job: &Job,
        live: &Live,
    ) -> Result<(), Error> {
        if let Self::ReplyToCall(reply) = self {
            return reply_to_call(app, tx, live, reply).await;
        }
        let (Self::Reaction(id, _)
        | Self::Edit(id, _)
        | Self::Delete(id, _)
        | Self::Pin(id, _)
        | Self::Keep(id, _)) = &self
        else {
            return Ok(());
        };
        let Some(message) = tx.lock_message(job.tenant_id, *id).await? else { return Ok(()) };
        match self {
            Self::None | Self::ReplyToCall(_) => Ok(()),
            Self::Reaction(_, emoji) => react(app, tx, message, live, &emoji).await,
            Self::Edit(_, text) => edit(app, tx, message, live, text).await,
            Self::Delete(_, scope) => delete(app, tx, message, live, scope).await,
            Self::Pin(_, seconds) => pin(app, tx, message, live, seconds).await,
            Self::Keep(_, kept) => keep(app, tx, message, live, kept).await,
        }
    }
}

async fn reply_to_call(app: &App, tx: &mut Tx, live: &Live, reply: CallReply) -> Result<(), Error> {
    let Some(chat) = tx.chat_by_id(reply.chat_id).await? else { return Ok(()) };
    // Who calls has begun the conversation: the text is a reply, and so is what waits for a limit.
    let now = app.env.now();
    tx.note_contact(chat.id, now).await?;
    if live.is_waiting(chat.id) {
        tx.hasten_next_job(&send_order_key(chat.id), now).await?;
        tx.hasten_held_sends(chat.id, now).await?;
    }
    let meta = live.meta();
    let out = Outgoing {
        id: app.env.id(),
        external_id: app.channel(meta.channel)?.new_message_id(),
        content: Content::text(reply.text),
        context: MessageContext::default(),
        source: MessageSource::Api,
        sent_by: None,
        reply_to_external_id: None,
        owner: live.status().owner.map(|owner| owner.id),
        run_at: now,
    };
    queue_message(app, tx, &meta, &chat, out).await.map(drop)
}

async fn react(
    app: &App,
    tx: &mut Tx,
    message: Message,
    live: &Live,
    emoji: &str,
) -> Result<(), Error> {
    let Some(owner) = live.status().owner else { return Ok(()) };
    let Some(chat) = address(tx, &message).await? else { return Ok(()) };
    let before = Reaction::of(&message.reactions, &owner);
    // The network's echo may have been first; a second event would contain nothing new.
    if before.map_or("", |known| known.emoji.as_str()) == emoji {
        return Ok(());
    }
    let reactions = Reaction::replace(message.reactions.clone(), &owner, emoji, app.env.now());
    tx.set_reactions(message.id, &reactions).await?;
    let body = ReactionChange {
        external_id: message.external_id.clone(),
        chat: chat.clone(),
        from: owner.id,
        from_me: true,
        emoji: emoji.to_owned(),
        is_custom_emoji: false,
    };
    let body = if emoji.is_empty() {
        EventBody::ReactionRemoved(body)
    } else {
        EventBody::ReactionReceived(body)
    };
    tx.append_event(event(app, &live.meta(), body, &message, &chat));
    Ok(())
}

async fn edit(
    app: &App,
    tx: &mut Tx,
    message: Message,
    live: &Live,
    text: String,
) -> Result<(), Error> {
    if message.deleted_at.is_some() {
        return Ok(());
    }
    let Some(chat) = address(tx, &message).await? else { return Ok(()) };
    let now = app.env.now();
    let before = message.content.typed_text().unwrap_or_default().to_owned();
    let content = Content::text(text.clone());
    tx.edit_message(message.id, &content, &EditEntry { text: before, at: now }, now).await?;
    let body = MessageEdited {
        external_id: message.external_id.clone(),
        chat: chat.clone(),
        new_content: content,
        edited_at: now,
    };
    let mut event = event(app, &live.meta(), body, &message, &chat);
    event.text = Some(text);
    tx.append_event(event);
    Ok(())
}

async fn delete(
    app: &App,
    tx: &mut Tx,
    message: Message,
    live: &Live,
    scope: DeletionScope,
) -> Result<(), Error> {
    if message.deleted_at.is_some() {
        return Ok(());
    }
    let Some(chat) = address(tx, &message).await? else { return Ok(()) };
    let by = match scope {
        DeletionScope::Everyone => message.sender_platform_id.clone(),
        DeletionScope::Me => live.status().owner.map(|owner| owner.id).unwrap_or_default(),
    };
    tx.delete_message_content(message.id, app.env.now()).await?;
    let body = MessageDeleted {
        external_id: message.external_id.clone(),
        chat: chat.clone(),
        deleted_for: scope,
        by,
    };
    tx.append_event(event(app, &live.meta(), body, &message, &chat));
    Ok(())
}

async fn pin(
    app: &App,
    tx: &mut Tx,
    message: Message,
    live: &Live,
    seconds: Option<u32>,
) -> Result<(), Error> {
    let Some(chat) = address(tx, &message).await? else { return Ok(()) };
    let Some(owner) = live.status().owner else { return Ok(()) };
    let now = app.env.now();
    let pin = Pin {
        message_id: message.id,
        by: owner.id,
        at: now,
        expires_at: seconds.map(|seconds| now.plus(Duration::from_secs(u64::from(seconds)))),
    };
    let body = MessagePinned {
        external_id: message.external_id.clone(),
        chat: chat.clone(),
        by: pin.by.clone(),
        from_me: true,
        until: pin.expires_at,
    };
    let body = if seconds.is_some() {
        tx.put_pin(&pin).await?;
        EventBody::MessagePinned(body)
    } else {
        tx.delete_pin(message.id).await?;
        EventBody::MessageUnpinned(body)
    };
    tx.append_event(event(app, &live.meta(), body, &message, &chat));
    Ok(())
}

async fn keep(
    app: &App,
    tx: &mut Tx,
    message: Message,
    live: &Live,
    kept: bool,
) -> Result<(), Error> {
    let Some(chat) = address(tx, &message).await? else { return Ok(()) };
    let Some(owner) = live.status().owner else { return Ok(()) };
    let at = app.env.now();
    let keeping = Keeping { chat: &chat, by: &owner.id, from_me: true, kept, at };
    store_kept(app, tx, &live.meta(), &message, keeping).await
}

async fn address(tx: &mut Tx, message: &Message) -> Result<Option<String>, Error> {
    let chat = tx.find_chat(message.tenant_id, message.chat_id).await?;
    Ok(chat.map(|chat| chat.address.id))
}
