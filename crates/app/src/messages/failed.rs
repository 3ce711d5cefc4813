//! A message that was sent from here will not arrive.

use super::{event, name_partner};
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_domain::event::MessageFailed;
use omni_domain::message::Message;
use omni_storage::Tx;

/// Appends `message.failed` of a message that has just been given up, with the reason on its row.
pub(crate) async fn append_failed(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    message: &Message,
    retryable: bool,
) -> Result<(), Error> {
    let Some(chat) = tx.chat_by_id(message.chat_id).await? else { return Ok(()) };
    let address = &chat.address.id;
    let body = MessageFailed {
        external_id: message.external_id.clone(),
        chat: address.clone(),
        error: message.failure_message.clone().unwrap_or_default(),
        error_code: message.failure_code.clone().unwrap_or_default(),
        retryable,
    };
    let mut event = event(app, meta, body, message, address);
    name_partner(tx, &mut event, &chat).await?;
    tx.append_event(event);
    Ok(())
}
