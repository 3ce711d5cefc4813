use crate::app::App;
use omni_domain::conversation::Chat;
use omni_domain::event::{ChatCreated, Event};
use omni_storage::{StorageError, Tx};

/// Adds a chat that was not found a moment ago, and reports it. Returns it, or the one that another node
/// has added since under one of its addresses.
pub(crate) async fn add(app: &App, tx: &mut Tx, chat: Chat) -> Result<Chat, StorageError> {
    let id = chat.id;
    let chat = tx.insert_or_find_chat(chat).await?;
    if chat.id == id {
        tx.append_event(created(app, &chat));
    }
    Ok(chat)
}

fn created(app: &App, chat: &Chat) -> Event {
    let address = chat.address.id.clone();
    let body =
        ChatCreated { chat: address.clone(), chat_type: chat.chat_type, name: chat.name.clone() };
    let mut event = Event::new(app.env.id(), chat.tenant_id, body, app.env.now());
    event.instance_id = Some(chat.instance_id);
    event.channel = app.sessions.get(chat.instance_id).map(|live| live.meta().channel);
    event.chat_id = Some(chat.id);
    event.chat_external_id = Some(address);
    event
}
