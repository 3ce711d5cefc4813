//! Messages that the account deleted for itself, on another of its devices.

use crate::inbound::Book;
use omni_channel::{Inbound, OwnDeletion};
use omni_domain::Timestamp;
use wacore::types::events::DeleteMessageForMeUpdate;

pub(super) async fn read(update: &DeleteMessageForMeUpdate, book: Book<'_>) -> Option<Inbound> {
    Some(Inbound::DeletedForMe(Box::new(OwnDeletion {
        chat: book.address(&update.chat_jid, None).await,
        external_id: update.message_id.clone(),
        by: book.own()?,
        at: Timestamp(update.timestamp.timestamp_millis()),
    })))
}
