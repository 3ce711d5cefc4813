use super::holds;
use crate::app::App;
use crate::chats;
use crate::error::{self, Error, Field};
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::ids::{InstanceId, MessageId};
use omni_domain::message::Message;
use omni_domain::page::{Cursor, Page};

/// Which part of a chat's messages.
#[derive(Debug, Clone, Default)]
pub struct MessageRange {
    /// Only older than this message (its internal id or the channel's).
    pub before: Option<String>,
    /// Only newer than this message.
    pub after: Option<String>,
    /// At most this many, 1 to 200.
    pub limit: u32,
}

/// A chat's messages, newest first. With `after`: those that follow it, oldest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chat: &str,
    range: MessageRange,
) -> Result<Page<Message>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let chat = chats::find(app, &instance, chat).await?;
    let bound = |message: Message| Cursor {
        key: message.platform_timestamp.millis(),
        id: message.id.uuid(),
    };
    if range.before.is_some() && range.after.is_some() {
        return Err(Error::invalid(
            Field::AfterMessage,
            error::Message::from("give `")
                .name(Field::BeforeMessage)
                .text("` or `")
                .name(Field::AfterMessage)
                .text("`, not both"),
        ));
    }
    let before = match &range.before {
        Some(reference) => Some(bound(find(app, &chat, reference).await?)),
        None => None,
    };
    let after = match &range.after {
        Some(reference) => Some(bound(find(app, &chat, reference).await?)),
        None => None,
    };
    let (tenant, limit) = (instance.tenant_id, range.limit);
    let mut page = app.store.list_messages(tenant, chat.id, before, after, limit).await?;
    holds::attach(app, &mut page.items).await?;
    Ok(page)
}

/// A message of this chat: another chat's would cut the list at a meaningless position.
async fn find(app: &App, chat: &Chat, reference: &str) -> Result<Message, Error> {
    let found = match reference.parse::<MessageId>() {
        Ok(id) => app.store.find_message(chat.tenant_id, id).await?,
        Err(_) => app.store.find_message_by_external(chat.id, reference).await?,
    };
    found
        .filter(|message| message.chat_id == chat.id)
        .ok_or_else(|| Error::not_found("message", reference))
}
