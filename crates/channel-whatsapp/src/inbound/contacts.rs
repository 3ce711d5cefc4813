//! Names, numbers and LID mappings of contacts.

use crate::inbound::Book;
use crate::jid::address_of;
use crate::store::LearntPair;
use omni_channel::{ContactUpdate, Inbound};
use omni_domain::conversation::Address;
use wacore::types::events::{
    BusinessStatusUpdate, BusinessUpdateType, ContactNumberChanged, ContactUpdate as Saved,
    PushNameUpdate,
};
use wacore_binary::Jid;

/// A contact update with the address only.
pub(super) fn about(address: Address) -> ContactUpdate {
    ContactUpdate { address, saved_name: None, push_name: None, is_business: None }
}

pub(super) fn learnt(pair: &LearntPair) -> Option<Inbound> {
    let address = address_of(Some(&Jid::pn(&*pair.phone)), Some(&Jid::lid(&*pair.lid)))?;
    Some(Inbound::Contact(about(address)))
}

pub(super) async fn push_name(update: &PushNameUpdate, book: Book<'_>) -> Inbound {
    let address = book.address(&update.jid, update.message.source.sender_alt.as_ref()).await;
    Inbound::Contact(ContactUpdate {
        push_name: Some(update.new_push_name.clone()),
        is_business: update.message.verified_name.as_ref().map(|_| true),
        ..about(address)
    })
}

/// Saved (or renamed) in the phone's address book.
pub(super) async fn saved(update: &Saved, book: Book<'_>) -> Inbound {
    let parse = |text: Option<&String>| text.and_then(|text| text.parse::<Jid>().ok());
    let action = &update.action;
    let alt = if update.jid.is_lid() {
        parse(action.pn_jid.as_ref())
    } else {
        parse(action.lid_jid.as_ref())
    };
    let address = book.address(&update.jid, alt.as_ref()).await;
    let name = [&action.full_name, &action.first_name];
    Inbound::Contact(ContactUpdate {
        saved_name: name.into_iter().flatten().find(|name| !name.is_empty()).cloned(),
        ..about(address)
    })
}

/// A contact changed its number: the new one is a contact too.
pub(super) async fn moved(update: &ContactNumberChanged, book: Book<'_>) -> Inbound {
    Inbound::Contact(about(book.address(&update.new_jid, update.new_lid.as_ref()).await))
}

pub(super) async fn business(update: &BusinessStatusUpdate, book: Book<'_>) -> Inbound {
    let removed = matches!(update.update_type, BusinessUpdateType::RemovedAsBusiness);
    Inbound::Contact(ContactUpdate {
        is_business: Some(!removed),
        ..about(book.address(&update.jid, None).await)
    })
}
