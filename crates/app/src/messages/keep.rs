use super::{change, event};
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_channel::Capability;
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::event::MessageKept;
use omni_domain::ids::MessageId;
use omni_domain::job::payloads::ActionPayload;
use omni_domain::message::Message;
use omni_storage::Tx;
use std::collections::HashSet;

/// Keeps a message of a chat whose messages disappear for all participants, or lets it disappear
/// again. Durably queued behind what is sent in its chat; does not wait for the network.
pub async fn keep(app: &App, caller: &Caller, id: MessageId, keep: bool) -> Result<Message, Error> {
    let (found, external_id) = change::find_shown(app, caller, id, Capability::KeepMessage).await?;
    change::enqueue(app, &found, |chat| ActionPayload::Keep {
        external_id,
        chat,
        message_id: id,
        keep,
    })
    .await?;
    Ok(found.message)
}

/// Those of these messages that are kept for all participants of their chats.
pub async fn kept(app: &App, messages: &[MessageId]) -> Result<HashSet<MessageId>, Error> {
    Ok(app.store.kept_among(messages).await?.into_iter().collect())
}

/// That a message is kept, or no longer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keeping<'a> {
    /// The conversation's address.
    pub chat: &'a str,
    /// The address of the account that did it.
    pub by: &'a str,
    /// Done by the instance's own account.
    pub from_me: bool,
    /// Whether it is kept now.
    pub kept: bool,
    /// When.
    pub at: Timestamp,
}

/// Stores that a message is kept, or no longer, with its event; a repeat changes nothing.
pub(crate) async fn store_kept(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    message: &Message,
    keeping: Keeping<'_>,
) -> Result<(), Error> {
    if !tx.set_kept(message.id, keeping.kept.then_some(keeping.at)).await? {
        return Ok(());
    }
    let body = MessageKept {
        external_id: message.external_id.clone(),
        chat: keeping.chat.to_owned(),
        by: keeping.by.to_owned(),
        from_me: keeping.from_me,
        kept: keeping.kept,
    };
    tx.append_event(event(app, meta, body, message, keeping.chat));
    Ok(())
}
