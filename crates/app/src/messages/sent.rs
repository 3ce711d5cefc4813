//! The network has a message of ours.

use super::{event, partner};
use crate::app::App;
use crate::sessions::InstanceMeta;
use omni_domain::Timestamp;
use omni_domain::conversation::{Chat, Identity};
use omni_domain::event::EventType;
use omni_domain::message::Message;
use omni_storage::Tx;

/// Appends `message.sent`, once per message: by whoever learns of it first, the job that sent it
/// or a receipt that overtook the network's acknowledgement.
pub(crate) fn append_sent(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    message: &Message,
    chat: &Chat,
    at: Timestamp,
    partner: Option<&Identity>,
) {
    let address = &chat.address.id;
    let mut event = event(app, meta, EventType::MessageSent, message, address);
    event.text = message.content.typed_text().map(str::to_owned);
    let took = at.since(message.created_at).as_millis();
    event.payload = serde_json::json!({
        "externalId": message.external_id,
        "chatId": address,
        "to": address,
        "content": message.content,
        "replyToId": message.reply_to_external_id,
        "source": message.source,
        "processingTimeMs": u64::try_from(took).unwrap_or(u64::MAX),
    });
    partner::name(&mut event, partner);
    tx.append_event(event);
}
