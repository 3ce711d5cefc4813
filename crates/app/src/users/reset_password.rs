use super::hasher::Password;
use super::missing;
use super::owners::changeable;
use super::rules::generate_password;
use crate::app::App;
use crate::authorization::{require, require_all_instances};
use crate::changes;
use crate::error::Error;
use crate::keys::{Origin, changed};
use crate::sign_in_attempts::Subject;
use crate::user_audit;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::UserId;
use omni_domain::user::{User, UserSecrets};
use omni_domain::user_audit::UserAction;
use omni_storage::Tx;

/// A user with another password.
#[derive(Debug)]
pub struct ResetPassword {
    /// The user.
    pub user: User,
    /// The generated password, which is shown this once and must be changed at the next sign-in.
    pub password: Password,
}

/// Gives a user a generated password and ends their sessions. With `remove_totp` they also need no
/// one-time code any more, for those who have lost its device.
pub async fn reset_password(
    app: &App,
    caller: &Caller,
    id: UserId,
    remove_totp: bool,
    origin: &Origin,
) -> Result<ResetPassword, Error> {
    require(caller, Scope::UsersWrite)?;
    require_all_instances(caller, "a key limited to instances cannot change users")?;
    let password = generate_password();
    let hash = app.hasher.hash(&password).await?;
    let reset = Reset { id, hash, remove_totp };
    let (inner, caller, origin) = (app.clone(), caller.clone(), origin.clone());
    let user = app
        .store
        .write(move |tx| {
            Box::pin(async move { write_in(&inner, tx, &caller, reset, &origin).await })
        })
        .await?;
    changed(app).await;
    Ok(ResetPassword { user, password })
}

/// What is written.
struct Reset {
    id: UserId,
    hash: String,
    remove_totp: bool,
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    reset: Reset,
    origin: &Origin,
) -> Result<User, Error> {
    let Reset { id, hash, remove_totp } = reset;
    let (user, _) = changeable(tx, caller, id).await?;
    let now = app.env.now();
    tx.set_user_password(user.tenant_id, id, &hash, true, now).await?;
    let entry = |action| user_audit::entry(app, &user, action, caller.principal, origin);
    tx.insert_user_audit(&entry(UserAction::ResetPassword)).await?;
    if remove_totp && user.has_totp {
        tx.insert_user_audit(&entry(UserAction::RemoveTotp)).await?;
    }
    if remove_totp {
        tx.set_user_totp(user.tenant_id, id, &UserSecrets::default(), now).await?;
    }
    tx.delete_user_sessions(id, None).await?;
    tx.clear_sign_in_failures(&Subject::account(&user.email)).await?;
    changes::user(app, tx, &user, caller.principal, EventBody::UserUpdated);
    tx.find_user(user.tenant_id, id).await?.ok_or_else(|| missing(id))
}
