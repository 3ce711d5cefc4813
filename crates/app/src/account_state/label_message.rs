use super::label_keeper::LabelKeeper;
use super::message_event;
use crate::app::App;
use crate::error::Error;
use crate::messages;
use crate::sessions::InstanceMeta;
use omni_channel::StateChange;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::MessageLabelled;
use omni_domain::ids::MessageId;
use omni_domain::message::Message;
use omni_storage::{StorageError, Tx};
use std::collections::HashMap;

/// Gives a message a label, or takes it away: on all devices of the account, or here alone where the
/// channel has no labels.
pub async fn label_message(
    app: &App,
    caller: &Caller,
    id: MessageId,
    label: &str,
    on: bool,
) -> Result<Message, Error> {
    let message = messages::get(app, caller, Scope::MessagesSend, id).await?;
    let keeper = LabelKeeper::load(app, caller, message.instance_id).await?;
    let label = super::labels::known(app, message.instance_id, label).await?.id;
    let chat = app.store.find_chat(message.tenant_id, message.chat_id).await?;
    let chat = chat.ok_or_else(|| Error::not_found("chat", message.chat_id))?.address.id;
    let change = StateChange::LabelledMessage {
        chat: chat.clone(),
        external_id: message.external_id.clone(),
        label: label.clone(),
        on,
    };
    keeper.ask(change).await?;
    let (inner, meta, labelled) = (app.clone(), keeper.meta(), message.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                store(&inner, tx, &meta, &labelled, &chat, (&label, on)).await?;
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok(message)
}

/// Ids of the labels of these messages; one that is left out has none.
pub async fn labels_of_messages(
    app: &App,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, Vec<String>>, Error> {
    Ok(app.store.labels_of_messages(messages).await?)
}

/// Stores a label of a message, or its removal, with its event; a repeat changes nothing.
pub(crate) async fn store(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    message: &Message,
    chat: &str,
    (label, on): (&str, bool),
) -> Result<(), StorageError> {
    if !tx.label_message(message.id, label, on).await? {
        return Ok(());
    }
    let body = MessageLabelled {
        external_id: message.external_id.clone(),
        chat: chat.to_owned(),
        label_id: label.to_owned(),
        labelled: on,
    };
    tx.append_event(message_event(app, meta, message, chat, body));
    Ok(())
}
