use super::{Keeper, kept_message, message_event};
use crate::app::App;
use crate::error::Error;
use crate::messages;
use crate::sessions::InstanceMeta;
use omni_channel::{Capability, StateChange};
use omni_domain::access::{Caller, Scope};
use omni_domain::event::MessageStarred;
use omni_domain::ids::MessageId;
use omni_domain::message::Message;
use omni_storage::{StorageError, Tx};
use std::collections::HashSet;

/// Puts a star on a message, or removes it, on all devices of the account.
pub async fn star_message(
    app: &App,
    caller: &Caller,
    id: MessageId,
    on: bool,
) -> Result<Message, Error> {
    let message = messages::get(app, caller, Scope::MessagesSend, id).await?;
    let (scope, needs) = (Scope::MessagesSend, Capability::ManageChats);
    let keeper = Keeper::load(app, caller, scope, message.instance_id, needs).await?;
    let chat = app.store.find_chat(message.tenant_id, message.chat_id).await?;
    let chat = chat.ok_or_else(|| Error::not_found("chat", message.chat_id))?.address.id;
    let change = StateChange::Starred { chat: chat.clone(), message: kept_message(&message), on };
    keeper.ask(change).await?;
    let (inner, meta, starred) = (app.clone(), keeper.meta(), message.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                store(&inner, tx, &meta, &starred, &chat, on).await?;
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok(message)
}

/// Those of these messages that have a star.
pub async fn starred(app: &App, messages: &[MessageId]) -> Result<HashSet<MessageId>, Error> {
    Ok(app.store.starred_among(messages).await?.into_iter().collect())
}

/// Stores a star, or its removal, with its event; a repeat changes nothing.
pub(crate) async fn store(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    message: &Message,
    chat: &str,
    on: bool,
) -> Result<(), StorageError> {
    let is_starred = !tx.starred_among(&[message.id]).await?.is_empty();
    if is_starred == on {
        return Ok(());
    }
    tx.set_starred(message.id, on.then(|| app.env.now())).await?;
    let body = MessageStarred {
        external_id: message.external_id.clone(),
        chat: chat.to_owned(),
        starred: on,
    };
    tx.append_event(message_event(app, meta, message, chat, body));
    Ok(())
}
