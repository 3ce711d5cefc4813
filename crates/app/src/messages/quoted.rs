//! The message that another one refers to.

use crate::error::Error;
use omni_domain::conversation::Chat;
use omni_domain::ids::MessageId;
use omni_domain::message::Message;
use omni_storage::Tx;

/// A message of the chat, by its internal id or the channel's.
pub(crate) async fn find_quoted(
    tx: &mut Tx,
    chat: &Chat,
    reference: &str,
) -> Result<Message, Error> {
    let found = match reference.parse::<MessageId>() {
        Ok(id) => {
            tx.find_message(chat.tenant_id, id).await?.filter(|message| message.chat_id == chat.id)
        }
        Err(_) => tx.find_message_by_external(chat.id, reference).await?,
    };
    found.ok_or_else(|| Error::not_found("message", reference))
}
