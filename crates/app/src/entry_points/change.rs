use super::{EntryPointDetails, MAX_ATTENDANTS, MAX_ENTRY_POINTS, check, tag};
use crate::app::App;
use crate::changes;
use crate::entity_tag::Precondition;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::entry_point::EntryPoint;
use omni_domain::event::EventBody;
use omni_domain::ids::{EntryPointId, TenantId};
use omni_storage::{StorageError, Tx};

const NAME_CHARS: usize = 100;

/// A change of an entry point; `None` leaves a part as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryPointPatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// Its name, 1 to 100 characters.
    pub name: Option<String>,
    /// Whether it accepts requests.
    pub is_active: Option<bool>,
}

/// Creates an active entry point, without attendants yet.
pub async fn create(app: &App, caller: &Caller, name: &str) -> Result<EntryPoint, Error> {
    check(caller, Scope::SettingsWrite)?;
    let now = app.env.now();
    let new = EntryPoint {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        name: check_name(name)?,
        is_active: true,
        created_at: now,
        updated_at: now,
    };
    let (inner, row, principal) = (app.clone(), new.clone(), caller.principal);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if tx.count_entry_points(row.tenant_id).await? >= i64::from(MAX_ENTRY_POINTS) {
                    return Err(Error::conflict(format!(
                        "there are {MAX_ENTRY_POINTS} entry points, which is the most; delete one"
                    )));
                }
                let inserted = tx.insert_entry_point(&row).await;
                inserted.map_err(|error| name_taken(error, &row.name))?;
                changes::entry_point(&inner, tx, &row, principal, EventBody::EntryPointCreated);
                Ok(())
            })
        })
        .await?;
    Ok(new)
}

/// Changes an entry point.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: EntryPointId,
    patch: EntryPointPatch,
) -> Result<EntryPointDetails, Error> {
    check(caller, Scope::SettingsWrite)?;
    let name = patch.name.as_deref().map(check_name).transpose()?;
    let (t, now) = (caller.tenant_id, app.env.now());
    let (inner, principal) = (app.clone(), caller.principal);
    // Merged in the write, so that two changes at once both count.
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let mut details = locked(tx, t, id, &patch.precondition).await?;
                let point = &mut details.entry_point;
                if let Some(name) = name {
                    point.name = name;
                }
                point.is_active = patch.is_active.unwrap_or(point.is_active);
                point.updated_at = now;
                let updated = tx.update_entry_point(point).await;
                updated.map_err(|error| name_taken(error, &point.name))?;
                changes::entry_point(&inner, tx, point, principal, EventBody::EntryPointUpdated);
                Ok::<_, Error>(details)
            })
        })
        .await
}

/// An entry point that is about to be changed, if it is as the change requires.
async fn locked(
    tx: &mut Tx,
    t: TenantId,
    id: EntryPointId,
    precondition: &Precondition,
) -> Result<EntryPointDetails, Error> {
    let found = tx.lock_entry_point(t, id).await?;
    let entry_point = found.ok_or_else(|| Error::not_found("entry point", id))?;
    let attendants = tx.list_attendants(id, MAX_ATTENDANTS).await?;
    let details = EntryPointDetails { entry_point, attendants };
    precondition.check(|| tag(&details))?;
    Ok(details)
}

/// Deletes an entry point with its attendants. Its executions can be read as before.
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: EntryPointId,
    precondition: Precondition,
) -> Result<(), Error> {
    check(caller, Scope::SettingsWrite)?;
    let (inner, t, principal) = (app.clone(), caller.tenant_id, caller.principal);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let point = locked(tx, t, id, &precondition).await?.entry_point;
                tx.delete_entry_point(t, id).await?;
                changes::entry_point(&inner, tx, &point, principal, EventBody::EntryPointDeleted);
                Ok::<_, Error>(())
            })
        })
        .await
}

fn check_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    let fits = (1..=NAME_CHARS).contains(&name.chars().count());
    if !fits || name.chars().any(char::is_control) {
        return Err(Error::invalid(
            Field::EntryPointName,
            format!("give a name of 1 to {NAME_CHARS} characters, without control characters"),
        ));
    }
    Ok(name.to_owned())
}

fn name_taken(error: StorageError, name: &str) -> Error {
    match error {
        StorageError::NotUnique { .. } => Error::conflict(format!(
            "an entry point named `{name}` exists already; choose another name"
        )),
        other => other.into(),
    }
}
