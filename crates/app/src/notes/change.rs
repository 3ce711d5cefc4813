use super::{chat_in, check_text, event, own_in};
use crate::app::App;
use crate::error::Error;
use crate::{chats, instances};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::ChatNote;
use omni_domain::event::NoteChange;
use omni_domain::ids::{ChatId, InstanceId, NoteId};
use omni_domain::instance::Instance;
use omni_storage::Tx;

/// Gives a note another text. Its author and administrators may.
pub async fn change(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
    id: NoteId,
    text: &str,
) -> Result<ChatNote, Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    let text = check_text(app, text)?;
    let chat = chats::find(app, &instance, reference).await?.id;
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(
                async move { change_in(&inner, tx, &instance, &caller, (chat, id), text).await },
            )
        })
        .await
}

async fn change_in(
    app: &App,
    tx: &mut Tx,
    instance: &Instance,
    caller: &Caller,
    (chat, id): (ChatId, NoteId),
    text: String,
) -> Result<ChatNote, Error> {
    let chat = chat_in(tx, chat).await?;
    let note = own_in(tx, caller, chat.id, id).await?;
    if note.text == text {
        return Ok(note);
    }
    let now = app.env.now();
    if !tx.set_note_text(chat.id, id, &text, now).await? {
        return Err(Error::not_found("note", id));
    }
    tx.append_event(event(app, instance, caller, &chat, id, NoteChange::Updated));
    Ok(ChatNote { text, updated_at: now, ..note })
}
