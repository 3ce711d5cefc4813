use super::{chat_in, event, own_in};
use crate::app::App;
use crate::error::Error;
use crate::{chats, instances};
use omni_domain::access::{Caller, Scope};
use omni_domain::event::NoteChange;
use omni_domain::ids::{ChatId, InstanceId, NoteId};
use omni_domain::instance::Instance;
use omni_storage::Tx;

/// Deletes a note. Its author and administrators may.
pub async fn delete(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
    id: NoteId,
) -> Result<(), Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    let chat = chats::find(app, &instance, reference).await?.id;
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move { delete_in(&inner, tx, &instance, &caller, chat, id).await })
        })
        .await
}

async fn delete_in(
    app: &App,
    tx: &mut Tx,
    instance: &Instance,
    caller: &Caller,
    chat: ChatId,
    id: NoteId,
) -> Result<(), Error> {
    let chat = chat_in(tx, chat).await?;
    own_in(tx, caller, chat.id, id).await?;
    if !tx.delete_note(chat.id, id).await? {
        return Err(Error::not_found("note", id));
    }
    tx.append_event(event(app, instance, caller, &chat, id, NoteChange::Deleted));
    Ok(())
}
