use super::{MAX_ATTENDANTS, check, load};
use crate::app::App;
use crate::changes;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Principal, Scope};
use omni_domain::entry_point::{Attendant, AttendantOf};
use omni_domain::event::EventBody;
use omni_domain::ids::{AttendantId, EntryPointId};
use omni_domain::instance::ChannelType;
use omni_storage::Tx;

/// An attendant to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewAttendant {
    /// Who it is.
    pub of: AttendantOf,
    /// Whether it takes requests.
    pub is_available: bool,
    /// How many conversations may wait for its answer at once; `None` is any number.
    pub max_conversations: Option<i32>,
    /// Lower ones are chosen first.
    pub position: i32,
}

/// A change of an attendant; `None` leaves a part as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AttendantPatch {
    /// Whether it takes requests.
    pub is_available: Option<bool>,
    /// Its limit; `Some(None)` removes it.
    pub max_conversations: Option<Option<i32>>,
    /// Lower ones are chosen first.
    pub position: Option<i32>,
}

/// Adds an attendant to an entry point.
pub async fn add_attendant(
    app: &App,
    caller: &Caller,
    id: EntryPointId,
    new: NewAttendant,
) -> Result<Attendant, Error> {
    load(app, caller, Scope::SettingsWrite, id).await?;
    check_limit(new.max_conversations)?;
    check_who(app, caller, new.of).await?;
    let attendant = Attendant {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        entry_point_id: id,
        of: new.of,
        is_available: new.is_available,
        max_conversations: new.max_conversations,
        position: new.position,
        created_at: app.env.now(),
    };
    let (inner, row, principal) = (app.clone(), attendant.clone(), caller.principal);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                // Others that add one wait for the commit, on every node.
                let point = tx.lock_entry_point(row.tenant_id, id).await?;
                let point = point.ok_or_else(|| Error::not_found("entry point", id))?;
                let known = tx.list_attendants(id, MAX_ATTENDANTS).await?;
                if known.iter().any(|one| one.of == row.of) {
                    return Err(Error::conflict("it is an attendant of this entry point already"));
                }
                if known.len() >= usize::try_from(MAX_ATTENDANTS).unwrap_or(usize::MAX) {
                    return Err(Error::conflict(format!(
                        "the entry point has {MAX_ATTENDANTS} attendants, which is the most"
                    )));
                }
                tx.insert_attendant(&row).await?;
                changes::entry_point(&inner, tx, &point, principal, EventBody::EntryPointUpdated);
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok(attendant)
}

/// Changes an attendant's availability, limit or position.
pub async fn update_attendant(
    app: &App,
    caller: &Caller,
    id: AttendantId,
    patch: AttendantPatch,
) -> Result<Attendant, Error> {
    check(caller, Scope::SettingsWrite)?;
    check_limit(patch.max_conversations.flatten())?;
    let (inner, t, principal) = (app.clone(), caller.tenant_id, caller.principal);
    // Merged in the write, so that two changes at once both count.
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let found = tx.lock_attendant(t, id).await?;
                let mut attendant = found.ok_or_else(|| Error::not_found("attendant", id))?;
                attendant.is_available = patch.is_available.unwrap_or(attendant.is_available);
                attendant.max_conversations =
                    patch.max_conversations.unwrap_or(attendant.max_conversations);
                attendant.position = patch.position.unwrap_or(attendant.position);
                tx.update_attendant(&attendant).await?;
                updated(&inner, tx, &attendant, principal).await?;
                Ok::<_, Error>(attendant)
            })
        })
        .await
}

/// Removes an attendant. What it has not answered yet is answered.
pub async fn remove_attendant(app: &App, caller: &Caller, id: AttendantId) -> Result<(), Error> {
    check(caller, Scope::SettingsWrite)?;
    let (inner, t, principal) = (app.clone(), caller.tenant_id, caller.principal);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let found = tx.lock_attendant(t, id).await?;
                let attendant = found.ok_or_else(|| Error::not_found("attendant", id))?;
                tx.delete_attendant(t, id).await?;
                updated(&inner, tx, &attendant, principal).await
            })
        })
        .await
}

/// The event of a changed attendant, which is part of its entry point.
async fn updated(
    app: &App,
    tx: &mut Tx,
    attendant: &Attendant,
    by: Principal,
) -> Result<(), Error> {
    let point = tx.find_entry_point(attendant.tenant_id, attendant.entry_point_id).await?;
    if let Some(point) = point {
        changes::entry_point(app, tx, &point, by, EventBody::EntryPointUpdated);
    }
    Ok(())
}

fn check_limit(limit: Option<i32>) -> Result<(), Error> {
    if limit.is_none_or(|limit| limit >= 1) {
        return Ok(());
    }
    Err(Error::invalid(Field::AttendantLimit, "give 1 or more, or leave it out for no limit"))
}

async fn check_who(app: &App, caller: &Caller, of: AttendantOf) -> Result<(), Error> {
    let t = caller.tenant_id;
    match of {
        AttendantOf::Agent(id) => {
            let instance = app.store.find_instance(t, id).await?;
            let instance = instance.ok_or_else(|| Error::not_found("instance", id))?;
            if instance.channel != ChannelType::Api {
                return Err(Error::invalid(
                    Field::Attendant,
                    "an attendant needs an instance of the channel `api`, which has no network",
                ));
            }
        }
        AttendantOf::Person(id) => {
            let user = app.store.find_user(t, id).await?;
            user.ok_or_else(|| Error::not_found("user", id))?;
        }
    }
    Ok(())
}
