use super::accept::{Accepted, OutboundDraft, PartDraft, accept};
use super::compose::{Composed, compose};
use super::idempotency::{Pending, Seen, look_up};
use super::link_preview::link_preview;
use super::recipient;
use super::requests::SendMessage;
use super::store_media;
use super::wait::{outcome, result_of};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use crate::instances;
use crate::sessions::{InstanceMeta, sendable};
use omni_channel::{Capability, Recipient};
use omni_domain::access::{Caller, Scope};
use omni_domain::content::{Content, LinkPreview, MessageContext};
use omni_domain::conversation::ChatType;
use omni_domain::ids::InstanceId;
use omni_domain::message::{Message, MessageSource};
use std::sync::Arc;

/// Sends a message. Returns it as `Sent` (or further) when the network accepted it within
/// `send_wait`, as `Queued` when it is still in progress; a refusal of the network is an error.
pub async fn send(app: &App, caller: &Caller, mut request: SendMessage) -> Result<Message, Error> {
    let instance = sender(app, caller, request.instance_id).await?;
    let respond_async = request.respond_async;
    let pending = match look_up(app, caller, &mut request, None).await? {
        Seen::NoKey => None,
        Seen::New(pending) => Some(pending),
        Seen::Repeat(first) => {
            return outcome(app, caller.tenant_id, first, respond_async).await;
        }
    };
    let draft = draft(app, caller, &instance, request, pending).await?;
    let id = draft.id;
    let mut waiter = app.waiters.register(id);
    let message = match submit(app, draft).await? {
        Accepted::New(message) => *message,
        Accepted::Repeat(first) => {
            return outcome(app, caller.tenant_id, first, respond_async).await;
        }
    };
    if respond_async {
        return Ok(message);
    }
    if tokio::time::timeout(app.config.sends.wait, waiter.settled()).await.is_err() {
        return Ok(message);
    }
    result_of(app, message.tenant_id, id).await
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
    let composed = compose(app, caller, instance, request.body).await?;
    let link_preview = preview_of(app, instance, &composed.content).await;
    let Composed { content, file, context, parts } = composed;
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
        context: MessageContext {
            mentions,
            mentions_all: request.mention_all,
            link_preview,
            ..context
        },
        media: file,
        reply_to: request.reply_to,
        idempotency: pending.map(|pending| pending.finish()),
        external_id,
        id,
        source: MessageSource::Api,
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
