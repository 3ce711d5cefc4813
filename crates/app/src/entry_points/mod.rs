//! Entry points, at which programs talk with agents, and their attendants.

mod attendants;
mod change;
mod choose;

pub use attendants::{
    AttendantPatch, NewAttendant, add_attendant, remove_attendant, update_attendant,
};
pub use change::{EntryPointPatch, create, delete, update};
pub(crate) use choose::{Choice, Slot, choose};

use crate::app::App;
use crate::authorization::{require, require_all_instances};
use crate::entity_tag::EntityTag;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::entry_point::{Attendant, EntryPoint};
use omni_domain::ids::EntryPointId;

/// The most entry points of a tenant.
pub const MAX_ENTRY_POINTS: u32 = 1000;
/// The most attendants of an entry point.
pub const MAX_ATTENDANTS: u32 = 100;

/// An entry point with its attendants, in the order in which they are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPointDetails {
    /// The entry point.
    pub entry_point: EntryPoint,
    /// Its attendants.
    pub attendants: Vec<Attendant>,
}

/// The state of an entry point, its attendants included.
pub fn tag(details: &EntryPointDetails) -> EntityTag {
    let EntryPointDetails { entry_point, attendants } = details;
    EntityTag::of(&(&entry_point.name, entry_point.is_active, attendants))
}

/// An entry point of the caller's tenant.
pub async fn get(app: &App, caller: &Caller, id: EntryPointId) -> Result<EntryPointDetails, Error> {
    let entry_point = load(app, caller, Scope::SettingsRead, id).await?;
    let attendants = app.store.list_attendants(id, MAX_ATTENDANTS).await?;
    Ok(EntryPointDetails { entry_point, attendants })
}

/// The entry points of the caller's tenant, by name; at most [`MAX_ENTRY_POINTS`].
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<EntryPoint>, Error> {
    check(caller, Scope::SettingsRead)?;
    Ok(app.store.list_entry_points(caller.tenant_id, MAX_ENTRY_POINTS).await?)
}

async fn load(
    app: &App,
    caller: &Caller,
    scope: Scope,
    id: EntryPointId,
) -> Result<EntryPoint, Error> {
    check(caller, scope)?;
    let found = app.store.find_entry_point(caller.tenant_id, id).await?;
    found.ok_or_else(|| Error::not_found("entry point", id))
}

fn check(caller: &Caller, scope: Scope) -> Result<(), Error> {
    require(caller, scope)?;
    require_all_instances(caller, "a key limited to instances cannot manage entry points")
}
