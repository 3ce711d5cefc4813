use super::accept::{Accepted, OutboundDraft, PartDraft, accept};
use super::compose::{Composed, compose};
use super::idempotency::{Pending, Seen, look_up};
use super::link_preview::link_preview;
use super::outbound::supported;
use super::recipient;
use super::requests::SendMessage;
use super::senders;
use super::store_media;
use super::wait::{outcome, result_of};
use crate::app::App;
use crate::authorization;
use crate::chats;
use crate::error::Error;
use crate::instances;
use crate::sessions::{InstanceMeta, sendable};
use omni_channel::{Capability, ChannelError, Recipient};
use omni_domain::access::{Caller, Scope};
use omni_domain::content::{Content, LinkPreview, MessageContext};
use omni_domain::conversation::{Chat, ChatType};
use omni_domain::ids::{InstanceId, MessageId};
use omni_domain::message::{Message, MessageSource};
use std::sync::Arc;

/// A message that was sent, or is queued.
enum Sent {
    /// In this chat, as it was before the message.
    New(Box<(Message, Chat)>),
    /// That of an earlier, identical request.
    Repeat(Box<Message>),
}

impl Sent {
    fn message(self) -> Message {
        match self {
            Self::New(new) => new.0,
            Self::Repeat(message) => *message,
        }
    }
}

/// Who wrote a message.
#[derive(Clone, Copy)]
enum Author {
    /// The caller.
    Caller,
    /// A person, instead of the agent.
    Person,
    /// The agent, at the caller's request.
    Agent,
}

impl Author {
    /// The draft of a message of the caller, as this author's.
    fn signed(self, draft: OutboundDraft) -> OutboundDraft {
        match self {
            Self::Caller => draft,
            Self::Person => OutboundDraft { by_person: true, ..draft },
            Self::Agent => OutboundDraft { source: MessageSource::Agent, sent_by: None, ..draft },
        }
    }
}

/// Sends a message. Returns it as `Sent` (or further) when the network accepted it within
/// `send_wait`, as `Queued` when it is still in progress; a refusal of the network is an error.
pub async fn send(app: &App, caller: &Caller, request: SendMessage) -> Result<Message, Error> {
    Ok(deliver(app, caller, request, Author::Caller).await?.message())
}

/// The same of what the agent wrote: no user sends it, and the agent does not pause after it.
pub(crate) async fn send_by_agent(
    app: &App,
    caller: &Caller,
    request: SendMessage,
) -> Result<Message, Error> {
    Ok(deliver(app, caller, request, Author::Agent).await?.message())
}

/// The same, with the message's chat, for callers that show it.
pub async fn send_in_chat(
    app: &App,
    caller: &Caller,
    request: SendMessage,
) -> Result<(Message, Chat), Error> {
    with_chat(app, caller, deliver(app, caller, request, Author::Caller).await?).await
}

/// The same of what a person wrote instead of the agent, which pauses in the chat as after a message of
/// the account's phone.
pub async fn send_by_person(
    app: &App,
    caller: &Caller,
    request: SendMessage,
) -> Result<(Message, Chat), Error> {
    with_chat(app, caller, deliver(app, caller, request, Author::Person).await?).await
}

async fn with_chat(app: &App, caller: &Caller, sent: Sent) -> Result<(Message, Chat), Error> {
    match sent {
        Sent::New(new) => Ok(*new),
        Sent::Repeat(message) => {
            let chat = chats::of_message(app, caller, &message).await?;
            Ok((*message, chat))
        }
    }
}

async fn deliver(
    app: &App,
    caller: &Caller,
    mut request: SendMessage,
    author: Author,
) -> Result<Sent, Error> {
    let instance = sender(app, caller, request.instance_id).await?;
    let respond_async = request.respond_async;
    let pending = match look_up(app, caller, &mut request, None).await? {
        Seen::NoKey => None,
        Seen::New(pending) => Some(pending),
        Seen::Repeat(first) => return repeated(app, caller, first, respond_async).await,
    };
    let draft = draft(app, caller, &instance, request, pending).await?;
    let draft = author.signed(draft);
    let id = draft.id;
    let mut waiter = app.waiters.register(id);
    let mut new = match submit(app, draft).await? {
        Accepted::New(new) => new,
        Accepted::Repeat(first) => return repeated(app, caller, first, respond_async).await,
    };
    let wait = app.config.sends.wait;
    if respond_async || tokio::time::timeout(wait, waiter.settled()).await.is_err() {
        return Ok(Sent::New(new));
    }
    new.0 = result_of(app, new.0.tenant_id, id).await?;
    Ok(Sent::New(new))
}

async fn repeated(
    app: &App,
    caller: &Caller,
    first: MessageId,
    respond_async: bool,
) -> Result<Sent, Error> {
    let message = outcome(app, caller.tenant_id, first, respond_async).await?;
    Ok(Sent::Repeat(Box::new(message)))
}

/// The message as it will be accepted; the bytes of its file are stored.
pub(super) async fn draft(
    app: &App,
    caller: &Caller,
    instance: &InstanceMeta,
    request: SendMessage,
    pending: Option<Box<Pending>>,
) -> Result<OutboundDraft, Error> {
    let live = sendable(app, instance.id).await?;
    let (to, mentions) = addressed(app, instance, &request.to, &request.mentions).await?;
    let channel = app.channel(instance.channel)?;
    // Before the bytes of a file are stored, which a failure would leave.
    let sent_by = senders::of_caller(app, caller).await?;
    let mut composed = compose(app, caller, instance, request.body).await?;
    composed.context.mentions = mentions;
    composed.context.mentions_all = request.mention_all;
    let quotes = request.reply_to.is_some();
    let composed = supported(app, instance, to.chat_type, quotes, composed).await?;
    let Composed { content, file, context, parts } = composed;
    let link_preview = match context.link_preview {
        None if request.no_link_preview => None,
        None => preview_of(app, instance, &content).await,
        given => given,
    };
    let (id, external_id) = (app.env.id(), channel.new_message_id());
    let part = |part: Composed| PartDraft {
        id: app.env.id(),
        external_id: channel.new_message_id(),
        content: part.content,
        context: MessageContext { album: Some(external_id.clone()), ..part.context },
        media: part.file,
    };
    Ok(OutboundDraft {
        parts: parts.into_iter().map(part).collect(),
        live,
        to,
        content,
        context: MessageContext { link_preview, ..context },
        media: file,
        reply_to: request.reply_to,
        idempotency: pending.map(|pending| pending.finish()),
        external_id,
        id,
        source: MessageSource::Api,
        sent_by,
        by_person: false,
    })
}

/// The recipient of a send and those whom it mentions, checked.
pub(super) async fn addressed(
    app: &App,
    instance: &InstanceMeta,
    to: &str,
    mentions: &[String],
) -> Result<(Recipient, Vec<String>), Error> {
    let to = recipient::resolve(app, instance, to).await?;
    let needed = posting(to.chat_type);
    if !needed.is_empty() {
        app.channel(instance.channel)?.info().capabilities.require(needed)?;
    }
    Ok((to, recipient::mentioned(app, instance, mentions)?))
}

/// The preview of the link in a text.
pub(super) async fn preview_of(
    app: &App,
    instance: &InstanceMeta,
    content: &Content,
) -> Option<Box<LinkPreview>> {
    match content {
        Content::Text { text } => link_preview(app, instance, text).await.map(Box::new),
        _ => None,
    }
}

/// What a message to such a chat needs of its channel, besides what its content needs.
const fn posting(chat_type: ChatType) -> &'static [Capability] {
    match chat_type {
        ChatType::Broadcast => &[Capability::PostStatus],
        ChatType::Channel => &[Capability::PostToChannels],
        ChatType::Dm | ChatType::Group | ChatType::Thread => &[],
    }
}

/// Accepts the draft. A file whose message is not accepted, or was accepted before, is removed.
async fn submit(app: &App, draft: OutboundDraft) -> Result<Accepted, Error> {
    let files = draft.blob_keys();
    let accepted = if draft.is_plain() {
        app.outbox.submit(app, draft).await
    } else {
        accept(app, draft).await
    };
    if let Err(_) | Ok(Accepted::Repeat(_)) = &accepted {
        for key in files {
            store_media::discard(app, &key).await;
        }
    }
    accepted
}

/// The recipient by which an instance posts a status update.
pub async fn status_chat(app: &App, caller: &Caller, id: InstanceId) -> Result<String, Error> {
    let instance = sender(app, caller, id).await?;
    let chat = app.channel(instance.channel)?.status_chat();
    Ok(chat.ok_or(ChannelError::Unsupported(Capability::PostStatus))?.id)
}

/// The instance that sends. One with a session in this process needs no query.
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
