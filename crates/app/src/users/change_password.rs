use super::hasher::Password;
use super::{missing, own, rules};
use crate::app::App;
use crate::changes;
use crate::error::{Error, Field};
use crate::keys::{Origin, changed};
use crate::{sign_in_attempts, user_audit};
use omni_domain::access::Caller;
use omni_domain::event::EventBody;
use omni_domain::user::User;
use omni_domain::user_audit::UserAction;

/// Changes the password of the user who makes the request. Their other sessions end at once, on
/// every node.
pub async fn change_password(
    app: &App,
    caller: &Caller,
    current: &str,
    new: &str,
    origin: &Origin,
) -> Result<User, Error> {
    let user = own(app, caller).await?;
    let new = rules::check_password(Field::NewPassword, new, &user.email)?;
    let before = verify_own(app, &user, current, origin).await?;
    if before.is_same(&new) {
        return Err(Error::invalid(Field::NewPassword, "the new password is the current one"));
    }
    let hash = app.hasher.hash(&new).await?;
    let (session, now) = (caller.session, app.env.now());
    let entry = user_audit::entry(app, &user, UserAction::ChangePassword, caller.principal, origin);
    let (inner, principal) = (app.clone(), caller.principal);
    let (tenant, id) = (user.tenant_id, user.id);
    let written = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.lock_user(tenant, id).await?.ok_or_else(|| missing(id))?;
                let stored = tx.find_user_secrets(tenant, id).await?;
                if stored.and_then(|stored| stored.password_hash) != Some(before.hash) {
                    return Err(Error::Stale);
                }
                tx.set_user_password(tenant, id, &hash, false, now).await?;
                tx.delete_user_sessions(id, session).await?;
                tx.insert_user_audit(&entry).await?;
                changes::user(&inner, tx, &user, principal, EventBody::UserUpdated);
                tx.find_user(tenant, id).await?.ok_or_else(|| missing(id))
            })
        })
        .await;
    changed(app).await;
    written
}

/// A password that was compared with its hash.
pub(crate) struct Verified {
    password: Password,
    hash: String,
}

impl Verified {
    fn is_same(&self, other: &Password) -> bool {
        self.password == *other
    }
}

/// Refuses a wrong password of a user who is signed in. Attempts are counted apart from sign-ins.
pub(crate) async fn verify_own(
    app: &App,
    user: &User,
    text: &str,
    origin: &Origin,
) -> Result<Verified, Error> {
    let secrets = app.store.find_user_secrets(user.tenant_id, user.id).await?;
    let Some(hash) = secrets.ok_or_else(|| missing(user.id))?.password_hash else {
        return Err(Error::conflict(
            "this user has no password; an administrator can reset it to give them one",
        ));
    };
    let attempt = sign_in_attempts::begin_own(app, user, origin).await?;
    let password = Password::new(text);
    match app.hasher.verify(&password, Some(&hash)).await {
        Ok(true) => attempt.succeed(app).await?,
        Ok(false) => return Err(Error::invalid(Field::CurrentPassword, "is wrong")),
        Err(error) => {
            attempt.undo(app).await?;
            return Err(error);
        }
    }
    Ok(Verified { password, hash })
}
