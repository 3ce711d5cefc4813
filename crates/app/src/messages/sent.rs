//! The network accepted an outbound message.

use super::{event, partner};
use crate::app::App;
use crate::sessions::InstanceMeta;
use omni_domain::Timestamp;
use omni_domain::conversation::{Chat, Identity};
use omni_domain::event::{AcceptedMessage, MessageSent};
use omni_domain::message::Message;
use omni_storage::Tx;

/// Appends `message.sent`, once per message: by the job that sent it, or by a report that arrived
/// before the network's acknowledgement, whichever is first.
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
    let took = at.since(message.created_at).as_millis();
    let accepted = AcceptedMessage {
        external_id: message.external_id.clone(),
        chat: address.clone(),
        from: Some(message.sender_platform_id.clone()).filter(|own| !own.is_empty()),
        to: address.clone(),
        content: message.content.clone(),
        reply_to: message.reply_to_external_id.clone(),
        mentions: message.context.mentions.clone(),
        view_once: message.context.view_once,
        forwarded: message.context.forwarded,
        source: message.source,
        sent_by: message.sent_by.clone(),
        processing_ms: Some(u64::try_from(took).unwrap_or(u64::MAX)),
    };
    let body = MessageSent::Accepted(Box::new(accepted));
    let mut event = event(app, meta, body, message, address);
    event.text = message.content.typed_text().map(str::to_owned);
    partner::name(&mut event, partner);
    tx.append_event(event);
}
