//! The address book of the account.

use super::Keeper;
use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::InstanceMeta;
use omni_channel::{Capability, StateChange};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Address, Contact};
use omni_domain::ids::InstanceId;
use omni_storage::{StorageError, Tx};

/// Characters of a name.
const MAX_NAME: usize = 100;

/// Saves a person (a phone number, or an address on the channel) in the address book, or renames them
/// there, on all devices of the account. Returns the contact.
pub async fn save_contact(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    contact: &str,
    name: &str,
) -> Result<Contact, Error> {
    let name = check(name)?;
    let (scope, needs) = (Scope::MessagesSend, Capability::SaveContacts);
    let keeper = Keeper::load(app, caller, scope, instance, needs).await?;
    let address = keeper.person(app, Field::SavedContact, contact).await?;
    let channel = app.channel(keeper.instance.channel)?;
    let numbered = address.all().find(|id| channel.phone_of(id).is_some()).map(str::to_owned);
    let numbered = numbered.ok_or_else(|| {
        let why = "the phone number of this person is not known; give the number";
        Error::invalid(Field::SavedContact, why)
    })?;
    keeper.ask(StateChange::Contact { contact: numbered, name: name.clone() }).await?;
    let (inner, meta) = (app.clone(), keeper.meta());
    app.store
        .write(move |tx| {
            Box::pin(
                async move { store(&inner, tx, &meta, address, name).await.map_err(Error::from) },
            )
        })
        .await
}

fn check(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        let why = format!("must have 1 to {MAX_NAME} characters");
        return Err(Error::invalid(Field::SavedName, why));
    }
    Ok(name.to_owned())
}

/// Names the contact with this address, which is new if none has it.
async fn store(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    address: Address,
    name: String,
) -> Result<Contact, StorageError> {
    let addresses: Vec<String> = address.all().map(str::to_owned).collect();
    let mut known = tx.find_contacts(meta.id, &addresses).await?;
    // A person whose two addresses are not known to be one yet: the number is what was saved.
    known.sort_by_key(|contact| (contact.address.id != address.id, contact.created_at));
    let now = app.env.now();
    let mut contact = known.into_iter().next().unwrap_or_else(|| Contact {
        id: app.env.id(),
        tenant_id: meta.tenant_id,
        instance_id: meta.id,
        address,
        display_name: None,
        push_name: None,
        is_group: false,
        is_business: false,
        created_at: now,
        updated_at: now,
    });
    contact.display_name = Some(name);
    contact.updated_at = now;
    tx.upsert_contacts(std::slice::from_ref(&contact)).await?;
    Ok(contact)
}
