//! A send whose time comes later: checked and composed when it is written, drafted when it is due.

use super::accept::OutboundDraft;
use super::compose::{Composed, check_caption, check_text, compose};
use super::idempotency::{Idempotency, Pending, Seen, look_up};
use super::outbound::supported;
use super::requests::SendMessage;
use super::send::{addressed, preview_of, sender};
use super::senders;
use crate::app::App;
use crate::error::Error;
use crate::sessions::{InstanceMeta, sendable};
use omni_channel::Recipient;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::Media;
use omni_domain::message::MessageSource;
use omni_domain::scheduled_message::ScheduledMessage;
use std::sync::Arc;

/// A send of a later time, checked.
pub(crate) struct Later {
    pub(crate) instance: Arc<InstanceMeta>,
    pub(crate) to: Recipient,
    pub(crate) content: Content,
    /// Whether the recipient may open the file once.
    pub(crate) view_once: bool,
    /// The row of its file, whose bytes are stored.
    pub(crate) file: Option<Media>,
    pub(crate) idempotency: Option<Idempotency>,
}

/// What is known of the key of a send that is to be sent at this time, by a caller who may send.
pub(crate) async fn look_up_later(
    app: &App,
    caller: &Caller,
    request: &mut SendMessage,
    at: Timestamp,
) -> Result<Seen, Error> {
    sender(app, caller, request.instance_id).await?;
    look_up(app, caller, request, Some(at)).await
}

/// Checks what does not depend on the time of the send, and stores the bytes of its file; the instance need
/// not be connected.
pub(crate) async fn compose_later(
    app: &App,
    caller: &Caller,
    request: SendMessage,
    pending: Option<Box<Pending>>,
) -> Result<Later, Error> {
    let instance = sender(app, caller, request.instance_id).await?;
    let (to, mentions) = addressed(app, &instance, &request.to, &request.mentions).await?;
    let mut composed = compose(app, caller, &instance, request.body).await?;
    composed.context.mentions = mentions;
    composed.context.mentions_all = request.mention_all;
    let quotes = request.reply_to.is_some();
    let Composed { content, file, context, .. } =
        supported(app, &instance, to.chat_type, quotes, composed).await?;
    Ok(Later {
        instance,
        to,
        content,
        view_once: context.view_once,
        file,
        idempotency: pending.map(|pending| pending.finish()),
    })
}

/// Whether the text may be sent later.
pub(crate) fn check_text_later(app: &App, text: &str) -> Result<(), Error> {
    check_text(app, text)
}

/// Whether a file may be sent later with this caption.
pub(crate) fn check_caption_later(app: &App, caption: &str) -> Result<(), Error> {
    check_caption(app, caption)
}

/// The draft of a send that is due, on behalf of the tenant: it was permitted when it was written. The row
/// of its file is there already.
pub(crate) async fn draft_later(app: &App, one: &ScheduledMessage) -> Result<OutboundDraft, Error> {
    let caller = Caller { scopes: vec![Scope::MessagesSend], ..Caller::system(one.tenant_id) };
    let instance = sender(app, &caller, one.instance_id).await?;
    let live = sendable(app, instance.id).await?;
    let (to, mentions) = addressed(app, &instance, &one.to, &one.options.mentions).await?;
    let context = MessageContext {
        mentions,
        mentions_all: one.options.mention_all,
        view_once: one.options.view_once,
        link_preview: preview_of(app, &instance, &one.content).await,
        ..MessageContext::default()
    };
    let sent_by = match one.options.sent_by {
        Some(user) => Some(senders::named(app, one.tenant_id, user).await?),
        None => None,
    };
    Ok(OutboundDraft {
        live,
        to,
        content: one.content.clone(),
        context,
        media: None,
        reply_to: one.options.reply_to.clone(),
        idempotency: None,
        external_id: app.channel(instance.channel)?.new_message_id(),
        id: one.becomes(),
        source: MessageSource::Api,
        sent_by,
        by_person: false,
        parts: Vec::new(),
    })
}
