use super::{chat_in, check_text, event};
use crate::app::App;
use crate::error::Error;
use crate::{chats, instances, principals};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::ChatNote;
use omni_domain::event::NoteChange;
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::instance::Instance;
use omni_storage::Tx;

/// Most notes on one chat.
const MAX_NOTES: i64 = 1000;

/// Writes a note on a chat.
pub async fn create(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
    text: &str,
) -> Result<ChatNote, Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    let text = check_text(app, text)?;
    let id = chats::find(app, &instance, reference).await?.id;
    let name = principals::name(app, caller).await?;
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(
                async move { create_in(&inner, tx, &instance, &caller, id, (name, text)).await },
            )
        })
        .await
}

async fn create_in(
    app: &App,
    tx: &mut Tx,
    instance: &Instance,
    caller: &Caller,
    id: ChatId,
    (author_name, text): (Option<String>, String),
) -> Result<ChatNote, Error> {
    let chat = chat_in(tx, id).await?;
    // Others that write one wait for the commit, so that the count holds.
    tx.lock_chat_state(chat.id).await?;
    if tx.count_notes(chat.id).await? >= MAX_NOTES {
        let why = format!("the chat has {MAX_NOTES} notes, which is the most; delete some first");
        return Err(Error::conflict(why));
    }
    let now = app.env.now();
    let note = ChatNote {
        id: app.env.id(),
        tenant_id: instance.tenant_id,
        instance_id: instance.id,
        chat_id: chat.id,
        author: caller.principal,
        author_name,
        text,
        created_at: now,
        updated_at: now,
    };
    tx.insert_note(&note).await?;
    tx.append_event(event(app, instance, caller, &chat, note.id, NoteChange::Created));
    Ok(note)
}
