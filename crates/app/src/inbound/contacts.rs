//! The address book: contacts with their addresses and names.

use super::cache::Cache;
use super::{chats, people};
use crate::app::App;
use crate::sessions::InstanceMeta;
use omni_channel::ContactUpdate;
use omni_domain::conversation::Contact;
use omni_storage::{StorageError, Tx};

/// Applies an update of a contact. Where it pairs a phone JID with a LID, the chats, identities
/// and entries of both are merged.
pub(super) async fn update(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    update: &ContactUpdate,
) -> Result<(), StorageError> {
    if update.address.alt.is_some() {
        chats::find(app, tx, cache, meta, &update.address).await?;
        people::find(app, tx, cache, meta, &update.address).await?;
    }
    let addresses: Vec<String> = update.address.all().map(str::to_owned).collect();
    let mut found = tx.find_contacts(meta.id, &addresses).await?;
    found.sort_by_key(|contact| contact.created_at);
    let mut found = found.into_iter();
    let first = found.next();
    for other in found {
        if let Some(first) = &first {
            tx.merge_contacts(other.id, first.id).await?;
        }
    }
    let now = app.env.now();
    let before = first.clone();
    let mut contact = first.unwrap_or_else(|| Contact {
        id: app.env.id(),
        tenant_id: meta.tenant_id,
        instance_id: meta.id,
        address: update.address.clone(),
        display_name: None,
        push_name: None,
        is_group: false,
        is_business: false,
        created_at: now,
        updated_at: now,
    });
    if let Some(merged) = update.address.merged_with(&contact.address) {
        contact.address = merged;
    }
    contact.push_name = update.push_name.clone().or(contact.push_name);
    contact.display_name =
        update.saved_name.clone().or(contact.display_name).or_else(|| contact.push_name.clone());
    contact.is_business = update.is_business.unwrap_or(contact.is_business);
    if before.as_ref() == Some(&contact) {
        return Ok(());
    }
    contact.updated_at = now;
    tx.upsert_contacts(&[contact]).await
}
