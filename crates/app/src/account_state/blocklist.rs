//! Whom the account has blocked, as the network reported it last.

use super::{Keeper, event};
use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use crate::sessions::InstanceMeta;
use omni_channel::{Capability, StateChange};
use omni_domain::access::{Caller, Scope};
use omni_domain::chat_state::BlockedContact;
use omni_domain::conversation::Address;
use omni_domain::event::BlocklistChanged;
use omni_domain::ids::InstanceId;
use omni_storage::{StorageError, Tx};
use std::collections::HashSet;

/// Blocked people of an instance that are stored.
const MAX_BLOCKED: usize = 10_000;

/// Those whom the account has blocked, the first blocked first.
pub async fn blocklist(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
) -> Result<Vec<BlockedContact>, Error> {
    instances::load(app, caller, Scope::InstancesRead, instance).await?;
    Ok(app.store.list_blocked(instance).await?)
}

/// Blocks a person: a phone number, or an address on the channel.
pub async fn block(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    contact: &str,
) -> Result<BlockedContact, Error> {
    let keeper = load(app, caller, instance).await?;
    let address = keeper.person(app, Field::BlockedContact, contact).await?;
    keeper.ask(StateChange::Blocked { contact: address.id.clone(), on: true }).await?;
    let blocked = blocked(app, &address);
    change(app, &keeper, vec![blocked.clone()], Vec::new()).await?;
    Ok(blocked)
}

/// Unblocks a person; one who is not blocked stays so.
pub async fn unblock(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    contact: &str,
) -> Result<(), Error> {
    let keeper = load(app, caller, instance).await?;
    let known = app.store.list_blocked(instance).await?;
    let named = |one: &BlockedContact, address: &str| {
        one.address == address || one.address_alt.as_deref() == Some(address)
    };
    let found = if let Some(found) = known.iter().find(|one| named(one, contact)) {
        found.clone()
    } else {
        let address = keeper.person(app, Field::BlockedContact, contact).await?;
        let found = known.iter().find(|one| address.all().any(|id| named(one, id)));
        found.cloned().unwrap_or_else(|| blocked(app, &address))
    };
    keeper.ask(StateChange::Blocked { contact: found.address.clone(), on: false }).await?;
    change(app, &keeper, Vec::new(), vec![found]).await
}

async fn load(app: &App, caller: &Caller, instance: InstanceId) -> Result<Keeper, Error> {
    let (scope, needs) = (Scope::InstancesWrite, Capability::BlockPeople);
    Keeper::load(app, caller, scope, instance, needs).await
}

/// The addresses by which a person is known.
fn ids_of(one: &BlockedContact) -> impl Iterator<Item = &str> {
    std::iter::once(one.address.as_str()).chain(one.address_alt.as_deref())
}

fn blocked(app: &App, address: &Address) -> BlockedContact {
    BlockedContact {
        address: address.id.clone(),
        address_alt: address.alt.clone(),
        blocked_at: app.env.now(),
    }
}

async fn change(
    app: &App,
    keeper: &Keeper,
    added: Vec<BlockedContact>,
    removed: Vec<BlockedContact>,
) -> Result<(), Error> {
    let (inner, meta) = (app.clone(), keeper.meta());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let known = tx.list_blocked(meta.id).await?;
                let ids: HashSet<&str> = known.iter().flat_map(ids_of).collect();
                let is_known = |one: &BlockedContact| ids_of(one).any(|id| ids.contains(id));
                let is_stored =
                    |one: &BlockedContact| known.iter().any(|k| k.address == one.address);
                let added = added.into_iter().filter(|one| !is_known(one)).collect();
                let removed = removed.into_iter().filter(is_stored).collect();
                store(&inner, tx, &meta, added, removed).await?;
                Ok::<_, Error>(())
            })
        })
        .await
}

/// Stores who is blocked now, with an event of what changed.
pub(crate) async fn replace(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    now: &[Address],
) -> Result<(), StorageError> {
    let known = tx.list_blocked(meta.id).await?;
    let known_ids: HashSet<&str> = known.iter().flat_map(ids_of).collect();
    let ids: HashSet<&str> = now.iter().flat_map(Address::all).collect();
    let is_new = |address: &&Address| !address.all().any(|id| known_ids.contains(id));
    let is_gone = |one: &&BlockedContact| !ids_of(one).any(|id| ids.contains(id));
    let added = now.iter().take(MAX_BLOCKED).filter(is_new);
    let added = added.map(|address| blocked(app, address)).collect();
    let removed = known.iter().filter(is_gone).cloned().collect();
    store(app, tx, meta, added, removed).await
}

async fn store(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    added: Vec<BlockedContact>,
    removed: Vec<BlockedContact>,
) -> Result<(), StorageError> {
    if added.is_empty() && removed.is_empty() {
        return Ok(());
    }
    for one in &added {
        tx.put_blocked(meta.id, one).await?;
    }
    for one in &removed {
        tx.delete_blocked(meta.id, &one.address).await?;
    }
    let addresses =
        |all: Vec<BlockedContact>| all.into_iter().map(|one| one.address).collect::<Vec<_>>();
    let body = BlocklistChanged { blocked: addresses(added), unblocked: addresses(removed) };
    tx.append_event(event(app, meta, body));
    Ok(())
}
