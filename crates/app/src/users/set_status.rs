use super::missing;
use super::owners::changeable;
use crate::app::App;
use crate::authorization::{require, require_all_instances};
use crate::error::Error;
use crate::keys::changed;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::UserId;
use omni_domain::user::{User, UserStatus};
use omni_storage::Tx;

/// Disables a user: their sessions end at once, on every node, and they can start no other. Twice is
/// not an error.
pub async fn disable(app: &App, caller: &Caller, id: UserId) -> Result<User, Error> {
    set(app, caller, id, UserStatus::Disabled).await
}

/// Lets a user sign in again. Twice is not an error.
pub async fn enable(app: &App, caller: &Caller, id: UserId) -> Result<User, Error> {
    set(app, caller, id, UserStatus::Active).await
}

async fn set(app: &App, caller: &Caller, id: UserId, status: UserStatus) -> Result<User, Error> {
    require(caller, Scope::UsersWrite)?;
    require_all_instances(caller, "a key limited to instances cannot change users")?;
    let (inner, caller) = (app.clone(), caller.clone());
    let user = app
        .store
        .write(move |tx| Box::pin(async move { write_in(&inner, tx, &caller, id, status).await }))
        .await?;
    changed(app);
    Ok(user)
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: UserId,
    status: UserStatus,
) -> Result<User, Error> {
    let (user, owners) = changeable(tx, caller, id).await?;
    if user.status == status {
        return Ok(user);
    }
    if status == UserStatus::Disabled {
        owners.require_another()?;
        tx.delete_user_sessions(id, None).await?;
    }
    let user = User { status, updated_at: app.env.now(), ..user };
    tx.update_user(&user).await?.ok_or_else(|| missing(id))
}
