//! Who wrote: the identity behind an address, and the person behind the identity.

use super::cache::{Cache, SenderRef};
use crate::app::App;
use crate::sessions::InstanceMeta;
use omni_domain::conversation::{Address, Identity, Person};
use omni_domain::event::{Event, EventType};
use omni_domain::ids::PersonId;
use omni_storage::{StorageError, Tx};

/// The identity of a sender, made if it is new. A person with the same phone number is the same
/// person.
pub(super) async fn resolve(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    address: &Address,
    name: Option<&str>,
) -> Result<SenderRef, StorageError> {
    if let Some(sender) = find(app, tx, cache, meta, address).await? {
        return Ok(sender);
    }
    let now = app.env.now();
    let person_id = person_for(app, tx, meta, address, name).await?;
    let identity = Identity {
        id: app.env.id(),
        tenant_id: meta.tenant_id,
        person_id,
        channel: meta.channel,
        instance_id: meta.id,
        address: address.clone(),
        display_name: name.map(str::to_owned),
        message_count: 0,
        first_seen_at: now,
        last_seen_at: now,
    };
    tx.insert_identity(&identity).await?;
    let sender = of(identity);
    cache.put_sender(meta.id, &sender);
    Ok(sender)
}

/// The identity of an address, if it is known; two that turn out to be one are merged.
pub(super) async fn find(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    address: &Address,
) -> Result<Option<SenderRef>, StorageError> {
    if let Some(sender) = cache.sender(meta.id, address) {
        return Ok(Some(sender.clone()));
    }
    let addresses: Vec<String> = address.all().map(str::to_owned).collect();
    let mut found = tx.find_identities(meta.id, &addresses).await?;
    found.sort_by_key(|identity| identity.first_seen_at);
    let mut found = found.into_iter();
    let Some(mut identity) = found.next() else { return Ok(None) };
    for other in found {
        merge(app, tx, meta, &identity, &other).await?;
        cache.forget_instance(meta.id);
    }
    if address.alt.is_some() && identity.address != *address {
        tx.update_identity_address(identity.id, address).await?;
        identity.address = address.clone();
    }
    let sender = of(identity);
    cache.put_sender(meta.id, &sender);
    Ok(Some(sender))
}

async fn merge(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    into: &Identity,
    from: &Identity,
) -> Result<(), StorageError> {
    tx.merge_identities(from.id, into.id).await?;
    if from.person_id != into.person_id {
        tx.delete_person_if_empty(from.person_id).await?;
    }
    let mut event =
        Event::new(app.env.id(), meta.tenant_id, EventType::IdentityMerged, app.env.now());
    event.instance_id = Some(meta.id);
    event.channel = Some(meta.channel);
    event.person_id = Some(into.person_id);
    event.identity_id = Some(into.id);
    event.payload = serde_json::json!({
        "targetPersonId": into.person_id,
        "sourcePersonId": from.person_id,
        "mergedIdentityIds": [from.id],
        "reason": "same_account",
    });
    tx.append_event(event);
    Ok(())
}

async fn person_for(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    address: &Address,
    name: Option<&str>,
) -> Result<PersonId, StorageError> {
    let phone = address.phone_digits().map(|digits| format!("+{digits}"));
    if let Some(phone) = &phone
        && let Some(person) = tx.find_person_by_phone(meta.tenant_id, phone).await?
    {
        return Ok(person.id);
    }
    let now = app.env.now();
    let person = Person {
        id: app.env.id(),
        tenant_id: meta.tenant_id,
        display_name: name.map(str::to_owned),
        primary_phone: phone,
        primary_email: None,
        created_at: now,
        updated_at: now,
    };
    tx.insert_person(&person).await?;
    let mut event = Event::new(app.env.id(), meta.tenant_id, EventType::IdentityCreated, now);
    event.instance_id = Some(meta.id);
    event.channel = Some(meta.channel);
    event.person_id = Some(person.id);
    event.payload = serde_json::json!({
        "personId": person.id,
        "displayName": person.display_name,
        "primaryPhone": person.primary_phone,
    });
    tx.append_event(event);
    Ok(person.id)
}

fn of(identity: Identity) -> SenderRef {
    SenderRef {
        identity_id: identity.id,
        person_id: identity.person_id,
        address: identity.address,
        name: identity.display_name,
    }
}
