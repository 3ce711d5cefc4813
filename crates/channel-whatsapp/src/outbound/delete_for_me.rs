//! Deleting a message on the account's own devices alone.

use crate::jid::to_jid;
use omni_channel::{ChannelError, Quoted};
use omni_domain::Timestamp;
use wacore_binary::{Jid, JidExt};
use whatsapp_rust::Client;

/// `at` is when the message was written.
pub(super) async fn delete_for_me(
    client: &Client,
    chat: &Jid,
    target: &Quoted,
    at: Timestamp,
) -> Result<(), ChannelError> {
    // Only in groups does a message need its author.
    let author =
        if chat.is_group() && !target.from_me { Some(to_jid(&target.sender)?) } else { None };
    let (id, from_me) = (target.external_id.as_str(), target.from_me);
    let seconds = at.millis() / 1000;
    client
        .chat_actions()
        .delete_message_for_me(chat, author.as_ref(), id, from_me, true, Some(seconds))
        .await
        .map_err(|error| ChannelError::Temporary(error.to_string()))
}
