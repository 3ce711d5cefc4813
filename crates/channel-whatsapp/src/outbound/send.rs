//! Sends a message and waits for the network's acknowledgement.

use crate::capabilities::capabilities;
use crate::inbound::{Book, keep_own, own_secret};
use crate::jid::to_jid;
use crate::media;
use crate::outbound::acks::Answer;
use crate::outbound::{
    album, compose, error, event, newsletter, quote, reachout, recipient, status, view_once,
};
use crate::session::Core;
use omni_channel::{Capability, ChannelError, OutboundContent, OutboundMessage, Quoted, Sent};
use omni_domain::content::MessageContext;
use omni_domain::conversation::ChatType;
use std::sync::Arc;
use wacore_binary::{Jid, JidExt};
use waproto::whatsapp as wa;
use whatsapp_rust::{Client, SendError, SendOptions, SendResult};

pub(crate) async fn send(
    core: &Core,
    client: &Arc<Client>,
    message: OutboundMessage,
) -> Result<Sent, ChannelError> {
    capabilities(&core.options).require(&message.needs())?;
    if message.chat_type == ChatType::Broadcast {
        return status::post(core, client, &message).await;
    }
    let written = to_jid(&message.to)?;
    if written.is_newsletter() {
        newsletter::check_post(&message)?;
    }
    let chat = recipient::resolve(core, client, written.clone()).await?;
    let recipient = if chat.user == written.user && chat.server == written.server {
        None
    } else {
        Some(Book::new(client).address(&chat, None).await)
    };
    if written.is_newsletter()
        && let OutboundContent::Media(file) = &message.content
    {
        return newsletter::post_file(core, client, &chat, &message, file).await;
    }
    let body = body(core, client, &chat, &message).await?;
    let body = enclose(core, client, &chat, &message.context, body).await?;
    let resolved = chat.to_string();
    let state = &*core.context.state;
    let expires = core.expirations.of(state, [&message.to, &resolved]).await;
    let sent = deliver(core, client, chat, body, &message.client_id, expires).await?;
    Ok(Sent { recipient, ..sent })
}

/// What the message quotes and whom it mentions.
pub(super) async fn context(
    core: &Core,
    client: &Client,
    chat: &Jid,
    message: &OutboundMessage,
) -> Result<Option<wa::ContextInfo>, ChannelError> {
    let context = match &message.reply_to {
        Some(quoted) => Some(quote::context(core, client, chat, quoted).await?),
        None => None,
    };
    let mut context = quote::mention(context, &message.context.mentions)?;
    if message.context.mentions_all {
        context = Some(quote::mention_all(context));
    }
    if message.context.forwarded {
        context = Some(quote::forwarded(context));
    }
    Ok(context)
}

/// The content in the library's form; a file is uploaded.
pub(super) async fn body(
    core: &Core,
    client: &Arc<Client>,
    chat: &Jid,
    message: &OutboundMessage,
) -> Result<wa::Message, ChannelError> {
    let context = context(core, client, chat, message).await?;
    Ok(match &message.content {
        OutboundContent::Text(text) => match &message.context.link_preview {
            Some(preview) => compose::text_with_preview(text, preview, context),
            None => compose::text(text, context),
        },
        OutboundContent::Location(location) => compose::location(location, context),
        OutboundContent::Contacts(cards) => compose::contacts(cards, context),
        OutboundContent::Media(file) => {
            let uploaded = media::upload(core, client, file).await?;
            compose::media(&file.content, &uploaded, context)
        }
        OutboundContent::Poll(poll) => {
            let secret = own_secret(core, &message.client_id).await;
            let body = compose::poll(poll, secret, context);
            keep_own(core, client, &message.client_id, &body).await;
            body
        }
        OutboundContent::Event(wanted) => {
            let secret = own_secret(core, &message.client_id).await;
            let body = event::event(wanted, secret, context);
            keep_own(core, client, &message.client_id, &body).await;
            body
        }
        OutboundContent::Album { images, videos } => album::begin(*images, *videos, context),
        OutboundContent::Template(_) => return unsupported(Capability::SendTemplate),
        OutboundContent::Interactive(_) => return unsupported(Capability::SendButtons),
    })
}

/// The body in the envelopes that determine how it is shown.
async fn enclose(
    core: &Core,
    client: &Client,
    chat: &Jid,
    context: &MessageContext,
    body: wa::Message,
) -> Result<wa::Message, ChannelError> {
    let body = if context.view_once {
        view_once::wrap(body).ok_or_else(|| {
            let why = "only pictures, videos and voice notes can be opened once";
            ChannelError::Configuration(why.into())
        })?
    } else {
        body
    };
    let Some(begins) = &context.album else { return Ok(body) };
    let begins =
        Quoted { external_id: begins.clone(), sender: String::new(), from_me: true, text: None };
    Ok(album::child(body, quote::key(core, client, chat, &begins).await?))
}

/// Unreachable after the check of [`capabilities`].
fn unsupported<T>(what: Capability) -> Result<T, ChannelError> {
    Err(ChannelError::Unsupported(what))
}

/// Sends under the given id, to disappear after that many seconds if it is to, and waits for the
/// acknowledgement of that id. A repeated id is shown once, so a repeat after [`ChannelError::Timeout`] is
/// safe.
pub(crate) async fn deliver(
    core: &Core,
    client: &Arc<Client>,
    chat: Jid,
    body: wa::Message,
    id: &str,
    expires: Option<u32>,
) -> Result<Sent, ChannelError> {
    let options = SendOptions::default().with_message_id(id);
    let options = match expires {
        Some(seconds) => options.with_ephemeral_expiration(seconds),
        None => options,
    };
    let sending = client.send_message_with_options(chat, body, options);
    acknowledged(core, client, id, sending).await
}

/// Sends, and waits for the acknowledgement of the message's id.
pub(super) async fn acknowledged(
    core: &Core,
    client: &Arc<Client>,
    id: &str,
    sending: impl Future<Output = Result<SendResult, SendError>>,
) -> Result<Sent, ChannelError> {
    let sending = async {
        let sent = sending.await.map(drop);
        sent.map_err(|failure| error::send(&failure, core.context.env.now()))
    };
    confirmed(core, client, id, sending).await
}

/// Does what writes a message to the network, and waits for the acknowledgement of its id.
pub(super) async fn confirmed(
    core: &Core,
    client: &Arc<Client>,
    id: &str,
    sending: impl Future<Output = Result<(), ChannelError>>,
) -> Result<Sent, ChannelError> {
    let mut waiter = core.acks.expect(id);
    let exchange = async {
        sending.await?;
        match waiter.answer().await {
            Some(Answer::Accepted(at)) => Ok(Sent {
                external_id: id.to_owned(),
                at: at.unwrap_or_else(|| core.context.env.now()),
                recipient: None,
            }),
            Some(Answer::Refused(reason)) => Err(reachout::explain(core, client, &reason).await),
            // The connection ended before the acknowledgement: the message may have been delivered.
            None => Err(ChannelError::Timeout),
        }
    };
    tokio::time::timeout(core.options.ack_timeout, exchange)
        .await
        .unwrap_or(Err(ChannelError::Timeout))
}
