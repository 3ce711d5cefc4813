//! A message on a channel without a network: sent once it is stored, so that no job sends it.

use super::queue::{compose, queued, touch};
use super::{Outgoing, Partners, append_sent, partner, replied};
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_domain::conversation::{Chat, Identity};
use omni_domain::message::{DeliveryStatus, Message};
use omni_domain::turn::Turn;
use omni_storage::Tx;

/// A part of an answer that is stored as sent, whose `message.sent` is not appended yet.
pub(crate) struct StoredSent {
    message: Message,
    partner: Option<Identity>,
}

/// Writes a message that has arrived, with the event of its acceptance, in the caller's transaction.
/// `None` if an earlier attempt has written it.
pub(crate) async fn store_sent(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    chat: &Chat,
    out: Outgoing,
) -> Result<Option<StoredSent>, Error> {
    let mut message = compose(app, meta, chat, out);
    let at = message.created_at;
    message.status = DeliveryStatus::Sent;
    message.sent_at = Some(at);
    if tx.insert_messages(std::slice::from_ref(&message)).await?.is_empty() {
        return Ok(None);
    }
    tx.touch_chats(&[touch(&message, at)]).await?;
    let partner = Partners::load(tx, [chat]).await?.of(chat).cloned();
    let mut accepted = queued(app, meta, &message, chat);
    partner::name(&mut accepted, partner.as_ref());
    tx.append_event(accepted);
    Ok(Some(StoredSent { message, partner }))
}

impl StoredSent {
    /// Appends `message.sent`, and with the last message of the turn's answer `agent.replied`.
    pub(crate) fn announce(
        &self,
        app: &App,
        tx: &mut Tx,
        meta: &InstanceMeta,
        chat: &Chat,
        turn: &Turn,
    ) {
        let message = &self.message;
        append_sent(app, tx, meta, message, chat, message.created_at, self.partner.as_ref());
        if let Some(replied) = replied::of_turn(app, meta, message, chat, turn) {
            tx.append_event(replied);
        }
    }
}
