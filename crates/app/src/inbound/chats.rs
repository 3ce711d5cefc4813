//! Which chat an address belongs to; created if it is new, merged if two turn out to be one.

use super::cache::{Cache, ChatRef};
use crate::app::App;
use crate::channels::chat_type_of;
use crate::chats;
use crate::sessions::InstanceMeta;
use omni_domain::conversation::{Address, Chat, ChatType};
use omni_domain::ids::ChatId;
use omni_storage::{StorageError, Tx};

pub(super) async fn resolve(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    address: &Address,
    chat_type: ChatType,
    name: Option<&str>,
) -> Result<ChatRef, StorageError> {
    let chat = match find(app, tx, cache, meta, address).await? {
        Some(chat) => chat,
        None => insert(app, tx, cache, meta, address, chat_type, name).await?,
    };
    let Some(name) = name.filter(|name| chat.name.as_deref() != Some(*name)) else {
        return Ok(chat);
    };
    if let Some(row) = tx.chat_by_id(chat.id).await? {
        let (updated_at, chat_type) = (app.env.now(), chat.chat_type);
        tx.update_chat(&Chat { name: Some(name.to_owned()), chat_type, updated_at, ..row }).await?;
    }
    let chat = ChatRef { name: Some(name.to_owned()), ..chat };
    cache.put_chat(meta.id, &chat);
    Ok(chat)
}

/// The chat of an address, if there is one; two chats that turn out to be one are merged.
pub(super) async fn find(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    address: &Address,
) -> Result<Option<ChatRef>, StorageError> {
    if let Some(chat) = cache.chat(meta.id, address) {
        return Ok(Some(chat.clone()));
    }
    let addresses: Vec<String> = address.all().map(str::to_owned).collect();
    let type_of = |address: &str| chat_type_of(app, meta.channel, address);
    let mut found = tx.find_chats_to_write(meta.id, &addresses, type_of).await?;
    found.sort_by_key(|chat| chat.created_at);
    let mut found = found.into_iter();
    let Some(mut chat) = found.next() else { return Ok(None) };
    for other in found {
        tx.merge_chats(other.id, chat.id).await?;
        note_merged(app, meta, other.id, chat.id);
        cache.drop_instance(meta.id);
    }
    if let Some(merged) = address.merged_with(&chat.address) {
        tx.update_chat_address(chat.id, &merged).await?;
        chat.address = merged;
    }
    let chat = of(chat);
    cache.put_chat(meta.id, &chat);
    Ok(Some(chat))
}

/// What waits for a limit in a chat waits in the one that it became part of.
pub(super) fn note_merged(app: &App, meta: &InstanceMeta, from: ChatId, into: ChatId) {
    if let Some(live) = app.sessions.get(meta.id).filter(|live| live.is_waiting(from)) {
        live.note_waiting(into);
    }
}

async fn insert(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    address: &Address,
    chat_type: ChatType,
    name: Option<&str>,
) -> Result<ChatRef, StorageError> {
    let now = app.env.now();
    let chat = Chat {
        id: app.env.id(),
        tenant_id: meta.tenant_id,
        instance_id: meta.id,
        address: address.clone(),
        chat_type,
        name: name.map(str::to_owned),
        message_count: 0,
        unread_count: 0,
        last_message_at: None,
        last_message_preview: None,
        created_at: now,
        updated_at: now,
    };
    let chat = of(chats::add(app, tx, chat).await?);
    cache.put_chat(meta.id, &chat);
    Ok(chat)
}

fn of(chat: Chat) -> ChatRef {
    ChatRef { id: chat.id, address: chat.address, chat_type: chat.chat_type, name: chat.name }
}
