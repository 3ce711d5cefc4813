//! Internal notes on chats, for the people who work with them. No network and no agent gets them, and
//! their events have no text.

mod change;
mod create;
mod delete;
mod list;

pub use change::change;
pub use create::create;
pub use delete::delete;
pub use list::list;

use crate::app::App;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Chat, ChatNote};
use omni_domain::event::{ChatNoteChanged, Event, NoteChange};
use omni_domain::ids::{ChatId, NoteId};
use omni_domain::instance::Instance;
use omni_storage::Tx;

/// A chat, which may have become part of another since it was found.
async fn chat_in(tx: &mut Tx, id: ChatId) -> Result<Chat, Error> {
    tx.chat_by_id(id).await?.ok_or_else(|| Error::not_found("chat", id))
}

/// A note of the chat that the caller may change: their own, or any as an administrator.
async fn own_in(tx: &mut Tx, caller: &Caller, chat: ChatId, id: NoteId) -> Result<ChatNote, Error> {
    let note = tx.find_note(chat, id).await?.ok_or_else(|| Error::not_found("note", id))?;
    if note.author != caller.principal && !caller.may(Scope::Admin) {
        let why = "only its author or an administrator may change this note";
        return Err(Error::forbidden(why));
    }
    Ok(note)
}

/// The text without blanks around it, if it may be stored.
fn check_text(app: &App, text: &str) -> Result<String, Error> {
    let (text, limit) = (text.trim(), app.config.limits.note_chars);
    if text.is_empty() || text.chars().count() > limit {
        let why = format!("give a text of 1 to {limit} characters");
        return Err(Error::invalid(Field::NoteText, why));
    }
    Ok(text.to_owned())
}

fn event(
    app: &App,
    instance: &Instance,
    caller: &Caller,
    chat: &Chat,
    note_id: NoteId,
    action: NoteChange,
) -> Event {
    let address = chat.address.id.clone();
    let body = ChatNoteChanged { chat: address.clone(), note_id, action, by: caller.principal };
    let mut event = Event::new(app.env.id(), instance.tenant_id, body, app.env.now());
    event.instance_id = Some(instance.id);
    event.channel = Some(instance.channel);
    event.chat_id = Some(chat.id);
    event.chat_external_id = Some(address);
    event
}
