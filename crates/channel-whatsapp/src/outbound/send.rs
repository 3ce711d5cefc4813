//! Sends a message and waits for the network's acknowledgement.

use crate::capabilities::capabilities;
use crate::inbound::{Book, keep_own_poll};
use crate::jid::to_jid;
use crate::media;
use crate::outbound::acks::Answer;
use crate::outbound::{compose, error, newsletter, quote, reachout, recipient, status};
use crate::session::Core;
use omni_channel::{Capability, ChannelError, OutboundContent, OutboundMessage, Sent};
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
    let quoted = message.reply_to.as_ref();
    let context = quoted.map(|quoted| quote::context(client, &chat, quoted)).transpose()?;
    let context = quote::mention(context, &message.context.mentions)?;
    let context = if message.context.forwarded { Some(quote::forwarded(context)) } else { context };
    let body = body(core, client, &message, context).await?;
    let resolved = chat.to_string();
    let state = &*core.context.state;
    let expires = core.expirations.of(state, [&message.to, &resolved]).await;
    let sent = deliver(core, client, chat, body, &message.client_id, expires).await?;
    Ok(Sent { recipient, ..sent })
}

/// The library's message; a file is uploaded first.
pub(super) async fn body(
    core: &Core,
    client: &Arc<Client>,
    message: &OutboundMessage,
    context: Option<wa::ContextInfo>,
) -> Result<wa::Message, ChannelError> {
    Ok(match &message.content {
        OutboundContent::Text(text) => compose::text(text, context),
        OutboundContent::Location(location) => compose::location(location, context),
        OutboundContent::Contacts(cards) => compose::contacts(cards, context),
        OutboundContent::Media(file) => {
            let uploaded = media::upload(core, client, file).await?;
            compose::media(&file.content, &uploaded, context)
        }
        OutboundContent::Poll(poll) => {
            let body = compose::poll(poll, context);
            keep_own_poll(core, client, &message.client_id, &body).await;
            body
        }
        OutboundContent::Template(_) => return unsupported(Capability::SendTemplate),
        OutboundContent::Interactive(_) => return unsupported(Capability::SendButtons),
    })
}

/// Unreachable after the check of [`capabilities`].
fn unsupported(what: Capability) -> Result<wa::Message, ChannelError> {
    Err(ChannelError::Unsupported(what))
}

/// Sends under the given id, to disappear after that many seconds if it is to, and waits for the acknowledgement of that id. A repeated id is shown
/// once, so a repeat after [`ChannelError::Timeout`] is safe.
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
    acknowledged(core, id, client.send_message_with_options(chat, body, options)).await
}

/// Sends, and waits for the acknowledgement of the message's id.
pub(super) async fn acknowledged(
    core: &Core,
    id: &str,
    sending: impl Future<Output = Result<SendResult, SendError>>,
) -> Result<Sent, ChannelError> {
    let mut waiter = core.acks.expect(id);
    let exchange = async {
        sending.await.map_err(|failure| error::send(&failure, core.context.env.now()))?;
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
