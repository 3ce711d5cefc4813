use super::refusal;
use crate::jid::to_jid;
use omni_channel::{ChannelError, KeptMessage};
use std::sync::Arc;
use wacore_binary::{Jid, JidExt};
use whatsapp_rust::Client;

/// Puts a star on a message, or removes it.
pub(super) async fn change(
    client: &Arc<Client>,
    chat: &str,
    message: &KeptMessage,
    on: bool,
) -> Result<(), ChannelError> {
    let chat = to_jid(chat)?;
    let (id, from_me) = (message.external_id.as_str(), message.from_me);
    // Only in groups does a message need its author.
    let author = message.sender.parse::<Jid>().ok().filter(|_| chat.is_group() && !from_me);
    let actions = client.chat_actions();
    let changed = if on {
        actions.star_message(&chat, author.as_ref(), id, from_me).await
    } else {
        actions.unstar_message(&chat, author.as_ref(), id, from_me).await
    };
    changed.map_err(|error| refusal(&error))
}
