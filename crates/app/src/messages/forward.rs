//! A copy of a stored message, to be sent to another chat as forwarded.

use super::compose::Composed;
use super::media::{find, open};
use super::requests::ForwardMessage;
use super::store_media;
use crate::app::App;
use crate::chats;
use crate::error::{Error, Field};
use crate::instances;
use crate::sessions::InstanceMeta;
use omni_domain::access::{Caller, Scope};
use omni_domain::content::{Content, MessageContext};
use omni_domain::message::Message;

/// The copy. Its file has bytes of its own: each message's are deleted with it.
pub(super) async fn copy(
    app: &App,
    caller: &Caller,
    instance: &InstanceMeta,
    request: &ForwardMessage,
) -> Result<Composed, Error> {
    // A caller that forwards a message to its own phone reads it there.
    let source = instances::load(app, caller, Scope::MessagesRead, instance.id).await?;
    let message = match &request.chat {
        Some(chat) => {
            let chat = chats::find(app, &source, chat).await?;
            super::find_in(app, &chat, &request.message).await?
        }
        None => find(app, &source, &request.message).await?,
    };
    check(&message)?;
    let context = MessageContext { forwarded: true, ..MessageContext::default() };
    let Content::Media(original) = &message.content else {
        return Ok(Composed { context, ..message.content.into() });
    };
    let opened = open(app, &message).await?.map_err(|missing| missing.why)?;
    let (content, row) = store_media::copy(app, instance, original, opened).await?;
    Ok(Composed { file: Some(row), context, ..Content::Media(content).into() })
}

/// What may be forwarded: content that a person can send, unless its author has limited who sees it.
fn check(message: &Message) -> Result<(), Error> {
    let refuse = |why: &'static str| Err(Error::invalid(Field::ForwardedMessage, why));
    if message.deleted_at.is_some() {
        return refuse("this message was deleted by its author");
    }
    if message.context.view_once {
        return refuse("this message may be opened once only, so it cannot be forwarded");
    }
    match &message.content {
        Content::Text { .. }
        | Content::Media(_)
        | Content::Location(_)
        | Content::Contact { .. }
        | Content::Poll { .. } => Ok(()),
        Content::Event(_)
        | Content::Album { .. }
        | Content::Template(_)
        | Content::Interactive(_)
        | Content::Choice(_)
        | Content::Call(_)
        | Content::Invite(_)
        | Content::Unknown { .. } => {
            refuse("only texts, files, locations, contact cards and polls can be forwarded")
        }
    }
}
