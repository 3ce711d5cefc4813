//! Delivery and read receipts.

use crate::inbound::Book;
use omni_channel::{Inbound, ReceiptKind, ReceiptUpdate};
use omni_domain::Timestamp;
use wacore::types::events::Receipt;
use wacore::types::presence::ReceiptType;
use wacore_binary::JidExt;

/// `None` for receipts between programs (retries, peers, calls).
pub(super) async fn read(receipt: &Receipt, book: Book<'_>) -> Option<Inbound> {
    let kind = match receipt.r#type {
        ReceiptType::Delivered | ReceiptType::Inactive => ReceiptKind::Delivered,
        ReceiptType::Read | ReceiptType::Played => ReceiptKind::Read,
        ReceiptType::ReadSelf | ReceiptType::PlayedSelf => ReceiptKind::ReadSelf,
        _ => return None,
    };
    let source = &receipt.source;
    let alt = source.sender_alt.as_ref();
    let by = book.address(&source.sender, alt).await;
    // The account's other devices receive what it sends as well; that is not a delivery.
    if kind == ReceiptKind::Delivered && by.all().any(|id| book.me().is(id)) {
        return None;
    }
    let chat = book.address(&source.chat, alt.filter(|_| !source.chat.is_group())).await;
    Some(Inbound::Receipt(ReceiptUpdate {
        chat,
        by,
        external_ids: receipt.message_ids.iter().map(ToString::to_string).collect(),
        kind,
        at: Timestamp(receipt.timestamp.timestamp_millis()),
    }))
}
