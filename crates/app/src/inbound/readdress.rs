//! The network has another address of a recipient than the one that was written to.

use super::chats::note_merged;
use super::people;
use crate::app::App;
use crate::sessions::InstanceMeta;
use omni_domain::conversation::Address;
use omni_storage::{StorageError, Tx};

/// Gives chat, identity and contact of the address that was written to the one that the network
/// knows. Where there are rows of both, they are merged, so that a message to either address is in
/// the same chat.
pub(crate) async fn readdress(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    written: &Address,
    known: &Address,
) -> Result<(), StorageError> {
    app.ingest.drop_addresses(meta.id).await;
    let addresses: Vec<String> = known.all().chain(written.all()).map(str::to_owned).collect();
    chats(app, tx, meta, &addresses, written, known).await?;
    identities(app, tx, meta, &addresses, written, known).await?;
    contacts(tx, meta, &addresses, written, known).await
}

async fn chats(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    addresses: &[String],
    written: &Address,
    known: &Address,
) -> Result<(), StorageError> {
    let mut found = tx.find_chats(meta.id, addresses).await?;
    found.sort_by_key(|chat| chat.created_at);
    let Some((kept, others)) = found.split_first() else { return Ok(()) };
    for other in others {
        tx.merge_chats(other.id, kept.id).await?;
        note_merged(app, meta, other.id, kept.id);
    }
    let address = complete(known, written, found.iter().map(|chat| &chat.address));
    tx.update_chat_address(kept.id, &address).await.map(drop)
}

async fn identities(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    addresses: &[String],
    written: &Address,
    known: &Address,
) -> Result<(), StorageError> {
    let mut found = tx.find_identities(meta.id, addresses).await?;
    found.sort_by_key(|identity| identity.first_seen_at);
    let Some((kept, others)) = found.split_first() else { return Ok(()) };
    for other in others {
        people::merge(app, tx, meta, kept, other).await?;
    }
    let address = complete(known, written, found.iter().map(|identity| &identity.address));
    tx.update_identity_address(kept.id, &address).await.map(drop)
}

async fn contacts(
    tx: &mut Tx,
    meta: &InstanceMeta,
    addresses: &[String],
    written: &Address,
    known: &Address,
) -> Result<(), StorageError> {
    let mut found = tx.find_contacts(meta.id, addresses).await?;
    found.sort_by_key(|contact| contact.created_at);
    let Some((kept, others)) = found.split_first() else { return Ok(()) };
    for other in others {
        tx.merge_contacts(other.id, kept.id).await?;
    }
    let address = complete(known, written, found.iter().map(|contact| &contact.address));
    tx.update_contact_address(kept.id, &address).await.map(drop)
}

/// The known address, with the other one that the rows had if the network did not name it.
fn complete<'a>(
    known: &Address,
    written: &Address,
    rows: impl Iterator<Item = &'a Address>,
) -> Address {
    let mut alts = rows.filter_map(|address| address.alt.clone());
    let alt = known.alt.clone().or_else(|| alts.find(|alt| *alt != written.id && *alt != known.id));
    Address { alt, ..known.clone() }
}

#[cfg(test)]
mod tests {
    use super::complete;
    use omni_domain::conversation::Address;

    #[test]
    fn the_other_address_of_a_person_is_kept() {
        let written = Address::new("55479x@s").with_alt("7@lid");
        let known = Address::new("5547x@s");
        let rows = [Address::new("5547x@s"), written.clone()];
        assert_eq!(complete(&known, &written, rows.iter()), known.clone().with_alt("7@lid"));
        let named = known.clone().with_alt("8@lid");
        assert_eq!(complete(&named, &written, rows.iter()), named);
        let pair = [known.clone().with_alt("55479x@s")];
        assert_eq!(complete(&known, &written, pair.iter()), known);
    }
}
