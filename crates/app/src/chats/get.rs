use super::{ChatDetails, details_of, find};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::message::Message;
use std::collections::HashMap;

/// A chat by its id alone, for a caller with this scope; one of an instance that the caller may not
/// see, or that is being deleted, is not found.
pub async fn locate(app: &App, caller: &Caller, scope: Scope, id: ChatId) -> Result<Chat, Error> {
    authorization::require(caller, scope)?;
    let chat = app.store.find_chat(caller.tenant_id, id).await?;
    let chat = chat
        .filter(|chat| caller.may_see(chat.instance_id))
        .ok_or_else(|| Error::not_found("chat", id))?;
    instances::load(app, caller, scope, chat.instance_id).await?;
    Ok(chat)
}

/// The chat of a message that the caller has just sent or read.
pub async fn of_message(app: &App, caller: &Caller, message: &Message) -> Result<Chat, Error> {
    let chat = app.store.find_chat(caller.tenant_id, message.chat_id).await?;
    chat.filter(|chat| caller.may_see(chat.instance_id))
        .ok_or_else(|| Error::not_found("chat", message.chat_id))
}

/// The chats of messages that the caller has just read, by id.
pub async fn of_messages(
    app: &App,
    caller: &Caller,
    messages: &[Message],
) -> Result<HashMap<ChatId, Chat>, Error> {
    let mut ids: Vec<ChatId> = messages.iter().map(|message| message.chat_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let chats = app.store.chats_by_id(&ids).await?;
    let is_seen =
        |chat: &Chat| chat.tenant_id == caller.tenant_id && caller.may_see(chat.instance_id);
    Ok(chats.into_iter().filter(is_seen).map(|chat| (chat.id, chat)).collect())
}

/// A chat by its id alone, with what is stored beside it.
pub async fn get(app: &App, caller: &Caller, id: ChatId) -> Result<ChatDetails, Error> {
    let chat = locate(app, caller, Scope::MessagesRead, id).await?;
    let instance = instances::load(app, caller, Scope::MessagesRead, chat.instance_id).await?;
    let found = details_of(app, &instance, chat).await?;
    found.ok_or_else(|| Error::not_found("chat", id))
}

/// A chat of an instance by its id or an address of it, with what is stored beside it.
pub async fn get_by_reference(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
) -> Result<ChatDetails, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let chat = find(app, &instance, reference).await?;
    let found = details_of(app, &instance, chat).await?;
    found.ok_or_else(|| Error::not_found("chat", reference))
}
