//! Messages that are pinned in a chat, or unpinned.

use super::cache::Cache;
use super::updates::target;
use crate::app::App;
use crate::error::Error;
use crate::messages::event;
use crate::sessions::InstanceMeta;
use omni_channel::PinUpdate;
use omni_domain::event::{EventBody, MessagePinned};
use omni_domain::pin::Pin;
use omni_storage::Tx;

pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    update: &PinUpdate,
) -> Result<(), Error> {
    let Some(message) =
        target(app, tx, cache, meta, &update.chat, &update.target.external_id).await?
    else {
        return Ok(());
    };
    let before = tx.find_pin(message.id).await?;
    let is_stale = before.as_ref().is_some_and(|pin| pin.at >= update.at);
    let changes = if update.pinned { message.deleted_at.is_none() } else { before.is_some() };
    if is_stale || !changes {
        return Ok(());
    }
    let pin = Pin {
        message_id: message.id,
        by: update.by.id.clone(),
        at: update.at,
        expires_at: update.expires_at,
    };
    let body = MessagePinned {
        external_id: message.external_id.clone(),
        chat: update.chat.id.clone(),
        by: pin.by.clone(),
        from_me: update.from_me,
        until: pin.expires_at,
    };
    let body = if update.pinned {
        tx.put_pin(&pin).await?;
        EventBody::MessagePinned(body)
    } else {
        tx.delete_pin(message.id).await?;
        EventBody::MessageUnpinned(body)
    };
    tx.append_event(event(app, meta, body, &message, &update.chat.id));
    Ok(())
}
