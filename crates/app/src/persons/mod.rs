//! Persons: who is who across networks, and corrections of it by people.

mod change;
mod get;
mod history;
mod import;
mod link;
mod list;
mod memory;
mod merge;
mod presence;
mod rename;
mod unlink;

pub use get::get;
pub use history::history;
pub use import::{Import, ImportMode, ImportOutcome, ImportedRow, import};
pub use link::link;
pub use list::list;
pub(crate) use memory::{remember, remembered};
pub use merge::{Merged, merge};
pub use presence::{Presence, presence};
pub use rename::rename;
pub use unlink::{Unlinked, unlink};

use crate::app::App;
use crate::error::{Error, Field};
use omni_domain::access::Caller;
use omni_domain::conversation::{Identity, Person};
use omni_domain::ids::{IdentityId, PersonId};
use omni_storage::Tx;

/// Longest reason, characters.
const MAX_REASON: usize = 500;
/// Longest name that is set by people, characters.
const MAX_NAME: usize = 200;

/// A person with the accounts the caller may see.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) person: Person,
    pub(crate) identities: Vec<Identity>,
}

/// A person the caller may see: with a key limited to instances, those who have an account there,
/// and of those only these accounts.
pub(crate) async fn visible(app: &App, caller: &Caller, id: PersonId) -> Result<Known, Error> {
    let person = app.store.find_person(caller.tenant_id, id).await?;
    let mut identities = app.store.list_identities(caller.tenant_id, id).await?;
    identities.retain(|identity| caller.may_see(identity.instance_id));
    person
        .filter(|_| caller.instance_ids.is_none() || !identities.is_empty())
        .map(|person| Known { person, identities })
        .ok_or_else(|| Error::not_found("person", id))
}

/// The same inside a write that changes the person, which needs all of their accounts.
async fn changeable(tx: &mut Tx, caller: &Caller, id: PersonId) -> Result<Known, Error> {
    let unknown = || Error::not_found("person", id);
    let person = tx.find_person(caller.tenant_id, id).await?.ok_or_else(unknown)?;
    let identities = tx.list_identities(caller.tenant_id, id).await?;
    let hidden = |identity: &Identity| !caller.may_see(identity.instance_id);
    let all_hidden = identities.iter().all(hidden) && caller.instance_ids.is_some();
    if all_hidden {
        return Err(unknown());
    }
    if !identities.iter().any(hidden) {
        return Ok(Known { person, identities });
    }
    Err(Error::forbidden("this person also has accounts on instances that this key is not for"))
}

/// An account the caller may see.
async fn account(tx: &mut Tx, caller: &Caller, id: IdentityId) -> Result<Identity, Error> {
    tx.find_identity(caller.tenant_id, id)
        .await?
        .filter(|identity| caller.may_see(identity.instance_id))
        .ok_or_else(|| Error::not_found("identity", id))
}

fn check_reason(reason: Option<String>) -> Result<Option<String>, Error> {
    let reason = reason.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if reason.as_ref().is_some_and(|text| text.chars().count() > MAX_REASON) {
        return Err(Error::invalid(Field::PersonReason, "give a reason of at most 500 characters"));
    }
    Ok(reason)
}
