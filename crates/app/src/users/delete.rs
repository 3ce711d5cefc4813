use super::missing;
use super::owners::changeable;
use super::tag;
use crate::app::App;
use crate::assignments;
use crate::authorization::{require, require_all_instances};
use crate::changes;
use crate::entity_tag::Precondition;
use crate::error::Error;
use crate::keys::{Origin, changed};
use crate::user_audit;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::UserId;
use omni_domain::user_audit::UserAction;
use omni_storage::Tx;

/// Deletes a user, and ends their sessions at once, on every node. Their chats are unassigned in pieces,
/// the last of them together with the user, so that each has its event.
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: UserId,
    precondition: &Precondition,
    origin: &Origin,
) -> Result<(), Error> {
    require(caller, Scope::UsersWrite)?;
    require_all_instances(caller, "a key limited to instances cannot delete users")?;
    while !delete_or_release(app, caller, id, precondition, origin).await? {}
    changed(app).await;
    Ok(())
}

/// Deletes the user, or unassigns some of their chats if there are many. Returns whether the user is
/// deleted.
async fn delete_or_release(
    app: &App,
    caller: &Caller,
    id: UserId,
    precondition: &Precondition,
    origin: &Origin,
) -> Result<bool, Error> {
    let (inner, caller, origin) = (app.clone(), caller.clone(), origin.clone());
    let precondition = precondition.clone();
    app.store
        .write(move |tx| {
            Box::pin(async move { write_in(&inner, tx, &caller, id, &precondition, &origin).await })
        })
        .await
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: UserId,
    precondition: &Precondition,
    origin: &Origin,
) -> Result<bool, Error> {
    let (user, owners) = changeable(tx, caller, id).await?;
    precondition.check(|| tag(&user))?;
    owners.require_another()?;
    if assignments::release(app, tx, user.tenant_id, id, caller.principal).await? {
        return Ok(false);
    }
    if !tx.delete_user(user.tenant_id, id).await? {
        return Err(missing(id));
    }
    let entry = user_audit::entry(app, &user, UserAction::Delete, caller.principal, origin);
    tx.insert_user_audit(&entry).await?;
    changes::user(app, tx, &user, caller.principal, EventBody::UserDeleted);
    Ok(true)
}
