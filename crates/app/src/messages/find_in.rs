use crate::app::App;
use crate::error::Error;
use omni_domain::conversation::Chat;
use omni_domain::message::Message;

/// A message of a chat, by its internal id or by the channel's, which is unique in a chat only.
pub(super) async fn find_in(app: &App, chat: &Chat, reference: &str) -> Result<Message, Error> {
    let found = match reference.parse() {
        Ok(id) => app.store.find_message(chat.tenant_id, id).await?,
        Err(_) => app.store.find_message_by_external(chat.id, reference).await?,
    };
    found
        .filter(|message| message.chat_id == chat.id)
        .ok_or_else(|| Error::not_found("message", reference))
}
