//! The progress of messages, by the receipts of their recipients. Consecutive receipts are
//! written together: each of them alone would cost as many statements as a message.

use super::cache::Cache;
use super::{chats, reports};
use crate::app::App;
use crate::chats::ReadChat;
use crate::error::Error;
use crate::messages::{Partners, append_replied, append_sent, event, name_senders_in};
use crate::sessions::InstanceMeta;
use omni_channel::{ReceiptKind, ReceiptUpdate};
use omni_domain::Timestamp;
use omni_domain::conversation::Chat;
use omni_domain::event::{EventBody, StatusChange};
use omni_domain::ids::{ChatId, MessageId};
use omni_domain::message::{DeliveryStatus, Direction, Message};
use omni_storage::Tx;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Writes receipts of one instance and one kind, in the order they were received.
pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    kind: ReceiptKind,
    receipts: &[&ReceiptUpdate],
) -> Result<(), Error> {
    let (status, body): (_, fn(StatusChange) -> EventBody) = match kind {
        ReceiptKind::Delivered => (DeliveryStatus::Delivered, EventBody::MessageDelivered),
        ReceiptKind::Read => (DeliveryStatus::Read, EventBody::MessageRead),
        ReceiptKind::ReadSelf => return read_by_us(app, tx, cache, meta, receipts).await,
    };
    let mut times: Vec<(&str, Timestamp)> = Vec::new();
    let mut by_id: HashMap<&str, &ReceiptUpdate> = HashMap::new();
    for receipt in receipts {
        for id in &receipt.external_ids {
            // The first receipt counts.
            if !by_id.contains_key(id.as_str()) {
                by_id.insert(id, receipt);
                times.push((id, receipt.at));
            }
        }
    }
    let moved = tx.advance_received(meta.id, status, &times).await?;
    if moved.len() < times.len() {
        let advanced: HashSet<&str> =
            moved.iter().map(|message| message.external_id.as_str()).collect();
        let rest: Vec<(&str, Timestamp)> =
            times.iter().filter(|(id, _)| !advanced.contains(id)).copied().collect();
        reports::keep_unknown(app, tx, meta, status, &rest).await?;
    }
    overtaken(app, tx, meta, &moved, &by_id).await?;
    let mut moved_by_id: HashMap<&str, Vec<&Message>> = HashMap::new();
    for message in &moved {
        moved_by_id.entry(message.external_id.as_str()).or_default().push(message);
    }
    for (id, _) in &times {
        for message in moved_by_id.remove(id).unwrap_or_default() {
            let chat = by_id.get(id).map(|receipt| receipt.chat.id.as_str());
            append_status(app, tx, meta, message, chat, body);
        }
    }
    Ok(())
}

/// The account's own phone, or another device of it, has read them.
async fn read_by_us(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    receipts: &[&ReceiptUpdate],
) -> Result<(), Error> {
    for receipt in receipts {
        let Some(chat) = chats::find(app, tx, cache, meta, &receipt.chat).await? else { continue };
        tx.advance_status(meta.id, &receipt.external_ids, DeliveryStatus::Read, receipt.at).await?;
        let read = ReadChat {
            tenant_id: meta.tenant_id,
            instance_id: meta.id,
            channel: meta.channel,
            id: chat.id,
            address: chat.address.id,
        };
        crate::chats::read(app, tx, read).await?;
    }
    Ok(())
}

/// Receipts that arrived before the network's acknowledgement: those messages were sent all the
/// same, and subscribers receive that event first.
async fn overtaken(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    moved: &[Message],
    by_id: &HashMap<&str, &ReceiptUpdate>,
) -> Result<(), Error> {
    let unreported: Vec<(Message, Timestamp)> = moved
        .iter()
        .filter(|message| message.direction == Direction::Outbound && message.sent_at.is_none())
        .filter_map(|message| Some((message.clone(), by_id.get(message.external_id.as_str())?.at)))
        .collect();
    if unreported.is_empty() {
        return Ok(());
    }
    let times: Vec<(MessageId, Timestamp)> =
        unreported.iter().map(|(message, at)| (message.id, *at)).collect();
    tx.note_sent(&times).await?;
    append_accepted(app, tx, meta, unreported).await
}

/// Appends that the network accepted messages, each at its time.
pub(super) async fn append_accepted(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    accepted: Vec<(Message, Timestamp)>,
) -> Result<(), Error> {
    if accepted.is_empty() {
        return Ok(());
    }
    let (mut messages, times): (Vec<Message>, Vec<Timestamp>) = accepted.into_iter().unzip();
    name_senders_in(tx, &mut messages).await?;
    let chats: BTreeSet<ChatId> = messages.iter().map(|message| message.chat_id).collect();
    let chats: Vec<ChatId> = chats.into_iter().collect();
    let chats: HashMap<ChatId, Chat> =
        tx.chats_by_id(&chats).await?.into_iter().map(|chat| (chat.id, chat)).collect();
    let partners = Partners::load(tx, chats.values()).await?;
    for (message, at) in messages.iter().zip(times) {
        let Some(chat) = chats.get(&message.chat_id) else { continue };
        append_sent(app, tx, meta, message, chat, at, partners.of(chat));
        append_replied(app, tx, meta, message, chat).await?;
    }
    Ok(())
}

/// Appends the event of a message whose status advanced; `chat` as the receipt named it.
pub(super) fn append_status(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    message: &Message,
    chat: Option<&str>,
    body: impl FnOnce(StatusChange) -> EventBody,
) {
    let change = StatusChange {
        external_id: message.external_id.clone(),
        chat: chat.map(str::to_owned),
        status: message.status,
        delivered_at: message.delivered_at,
        read_at: message.read_at,
    };
    let mut event = event(app, meta, body(change), message, chat.unwrap_or_default());
    if chat.is_none() {
        event.chat_external_id = None;
    }
    tx.append_event(event);
}
