//! What the account keeps about its chats and people, changed on another device of it, or by a
//! request here that the network reports back.

use super::cache::Cache;
use super::chats;
use crate::account_state::{self as kept, Kept};
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_channel::{ChatChange, StateUpdate};
use omni_domain::conversation::{Address, ChatType};
use omni_storage::Tx;

/// Stores one update; a repeat changes nothing.
pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    update: &StateUpdate,
) -> Result<(), Error> {
    match update {
        StateUpdate::Chat { chat, chat_type, change } => {
            write_chat(app, tx, cache, meta, (chat, *chat_type), change).await?;
        }
        StateUpdate::Starred { chat, external_id, on } => {
            write_star(app, tx, cache, meta, (chat, external_id), *on).await?;
        }
        StateUpdate::LabelledMessage { chat, external_id, label, on } => {
            write_message_label(app, tx, cache, meta, (chat, external_id), (label, *on)).await?;
        }
        StateUpdate::Label(label) => kept::store_label(app, tx, meta, label, None).await?,
        StateUpdate::LabelDeleted { id } => kept::remove_label(app, tx, meta, id, None).await?,
        StateUpdate::Blocklist(all) => kept::replace_blocklist(app, tx, meta, all).await?,
        StateUpdate::Privacy(settings) => kept::store_privacy(app, tx, meta, settings).await?,
    }
    Ok(())
}

/// A chat is created if it is not stored and something is kept about it.
async fn write_chat(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    (address, chat_type): (&Address, ChatType),
    change: &ChatChange,
) -> Result<(), Error> {
    let chat = match chats::find(app, tx, cache, meta, address).await? {
        Some(chat) => chat,
        None if kept::is_default(change) => return Ok(()),
        None => chats::resolve(app, tx, cache, meta, address, chat_type, None).await?,
    };
    let kept = Kept { id: chat.id, address: chat.address.id };
    Ok(kept::apply(app, tx, meta, &kept, change).await?)
}

/// A message that is not stored gets no star.
async fn write_star(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    (address, external_id): (&Address, &str),
    on: bool,
) -> Result<(), Error> {
    let Some(chat) = chats::find(app, tx, cache, meta, address).await? else { return Ok(()) };
    let found = tx.find_message_by_external(chat.id, external_id).await?;
    let Some(message) = found else { return Ok(()) };
    Ok(kept::store_star(app, tx, meta, &message, &chat.address.id, on).await?)
}

/// A message that is not stored gets no label.
async fn write_message_label(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    (address, external_id): (&Address, &str),
    label: (&str, bool),
) -> Result<(), Error> {
    let Some(chat) = chats::find(app, tx, cache, meta, address).await? else { return Ok(()) };
    let found = tx.find_message_by_external(chat.id, external_id).await?;
    let Some(message) = found else { return Ok(()) };
    Ok(kept::store_message_label(app, tx, meta, &message, &chat.address.id, label).await?)
}
