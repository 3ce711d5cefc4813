//! Deleting a message on the account's own devices alone.

use omni_channel::{ChannelError, Quoted};
use omni_domain::Timestamp;
use wacore_binary::Jid;
use whatsapp_rust::Client;

/// `author` is named in groups, in their addressing mode; `at` is when the message was written.
pub(super) async fn delete_for_me(
    client: &Client,
    chat: &Jid,
    author: Option<Jid>,
    target: &Quoted,
    at: Timestamp,
) -> Result<(), ChannelError> {
    let (id, from_me) = (target.external_id.as_str(), target.from_me);
    let seconds = at.millis() / 1000;
    client
        .chat_actions()
        .delete_message_for_me(chat, author.as_ref(), id, from_me, true, Some(seconds))
        .await
        .map_err(|error| ChannelError::Temporary(error.to_string()))
}
