use super::owners::changeable;
use super::rules::check_name;
use super::{missing, tag};
use crate::app::App;
use crate::authorization::{require, require_all_instances, require_role};
use crate::entity_tag::Precondition;
use crate::error::Error;
use crate::keys::changed;
use omni_domain::access::{Caller, Role, Scope};
use omni_domain::ids::UserId;
use omni_domain::user::User;
use omni_storage::Tx;

/// Changes to a user; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct UserPatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// Another name.
    pub name: Option<String>,
    /// Another role.
    pub role: Option<Role>,
    /// Whether they may operate the server as a whole.
    pub is_operator: Option<bool>,
}

/// Changes a user, at once on every node. Refused for a user whose rights exceed the caller's, and
/// for rights that the caller does not have.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: UserId,
    patch: UserPatch,
) -> Result<User, Error> {
    require(caller, Scope::UsersWrite)?;
    require_all_instances(caller, "a key limited to instances cannot change users")?;
    let (inner, caller) = (app.clone(), caller.clone());
    let user = app
        .store
        .write(move |tx| Box::pin(async move { write_in(&inner, tx, &caller, id, patch).await }))
        .await?;
    changed(app);
    Ok(user)
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: UserId,
    patch: UserPatch,
) -> Result<User, Error> {
    let (before, owners) = changeable(tx, caller, id).await?;
    patch.precondition.check(|| tag(&before))?;
    let mut after = before.clone();
    if let Some(name) = patch.name {
        after.name = check_name(&name)?;
    }
    after.role = patch.role.unwrap_or(before.role);
    let wanted = patch.is_operator.unwrap_or(before.is_operator);
    after.is_operator = wanted && after.role.may(Scope::Admin);
    if wanted && !after.is_operator && patch.is_operator == Some(true) {
        return Err(Error::forbidden("only owners and administrators may operate the server"));
    }
    if after == before {
        return Ok(before);
    }
    require_role(caller, after.role, after.is_operator)?;
    if after.role != Role::Owner {
        owners.require_another()?;
    }
    after.updated_at = app.env.now();
    tx.update_user(&after).await?.ok_or_else(|| missing(id))
}
