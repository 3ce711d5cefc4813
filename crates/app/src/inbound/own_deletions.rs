//! Messages that the account deleted for itself, on another of its devices.

use super::cache::Cache;
use super::updates::target;
use crate::app::App;
use crate::error::Error;
use crate::messages::event;
use crate::sessions::InstanceMeta;
use omni_channel::OwnDeletion;
use omni_domain::event::{DeletionScope, MessageDeleted};
use omni_storage::Tx;

pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    deletion: &OwnDeletion,
) -> Result<(), Error> {
    let found = target(app, tx, cache, meta, &deletion.chat, &deletion.external_id).await?;
    let Some(message) = found.filter(|message| message.deleted_at.is_none()) else {
        return Ok(());
    };
    tx.delete_message_content(message.id, deletion.at).await?;
    let body = MessageDeleted {
        external_id: message.external_id.clone(),
        chat: deletion.chat.id.clone(),
        deleted_for: DeletionScope::Me,
        by: deletion.by.id.clone(),
    };
    tx.append_event(event(app, meta, body, &message, &deletion.chat.id));
    Ok(())
}
