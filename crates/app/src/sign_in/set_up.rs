//! The first administrator of a new server.
//!
//! The server makes its first user with a generated password and shows it once, to the person who
//! started it. That password is the proof here: a person who has it gives the user an address, a name and
//! a password of their own, and is signed in. A stranger who reaches a new server first has no proof.

use super::start::{Secret, SignedIn, new_session};
use crate::app::App;
use crate::error::{Error, Field};
use crate::keys::{Origin, changed};
use crate::sign_in_attempts;
use crate::user_audit;
use crate::users::{Password, check_email, check_name, check_password, is_unclaimed, unclaimed};
use omni_domain::access::Principal;
use omni_domain::user::{SessionKind, User, UserSession};
use omni_domain::user_audit::{UserAction, UserAudit};
use omni_storage::{StorageError, Tx};

/// Longest code that is compared, characters; none is longer.
const CODE_CHARS: usize = 128;

/// Who becomes the first administrator.
#[derive(Clone)]
pub struct SetUp {
    /// The generated password of first start.
    pub code: String,
    /// Their e-mail address.
    pub email: String,
    /// For people, 1 to 255 characters.
    pub name: String,
    /// Their password from then on, 10 to 128 characters.
    pub password: String,
    /// How the client will carry the session.
    pub kind: SessionKind,
}

impl std::fmt::Debug for SetUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetUp").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// The same whether the code is wrong or no code would do.
fn refused() -> Error {
    Error::unauthorized("the code is wrong, or this server has its administrator already")
}

/// Whether the server waits for its first administrator.
pub async fn needs_set_up(app: &App) -> Result<bool, Error> {
    Ok(unclaimed(app).await?.is_some())
}

/// Makes the person who has the code the first administrator, and signs them in. Works once.
///
/// # Errors
/// [`Error::Unauthorized`] for a wrong code, or once there is an administrator;
/// [`Error::RateLimited`] after too many failures or if the server is too busy; [`Error::Conflict`] if
/// a user of another tenant has the address.
pub async fn set_up(app: &App, request: SetUp, origin: &Origin) -> Result<SignedIn, Error> {
    let email = check_email(&request.email)?;
    let name = check_name(&request.name)?;
    let password = check_password(Field::Password, &request.password, &email)?;
    let code = Password::new(&request.code);
    if code.expose().chars().count() > CODE_CHARS {
        return Err(refused());
    }
    let first = unclaimed(app).await?.ok_or_else(refused)?;
    let attempt = sign_in_attempts::begin(app, &first.email, origin).await?;
    let secrets = app.store.find_user_secrets(first.tenant_id, first.id).await?;
    let before = secrets.and_then(|secrets| secrets.password_hash);
    match app.hasher.verify(&code, before.as_deref()).await {
        Ok(true) => {}
        Ok(false) => return Err(refused()),
        Err(error) => {
            attempt.undo(app).await?;
            return Err(error);
        }
    }
    attempt.succeed(app).await?;
    if password == code {
        return Err(Error::invalid(Field::Password, "choose another password than the code"));
    }
    let hash = app.hasher.hash(&password).await?;
    let user =
        User { email, name, must_change_password: false, updated_at: app.env.now(), ..first };
    let secret = Secret::generate(request.kind);
    let session = new_session(app, &user, &secret, origin);
    let principal = Principal::User(user.id);
    let entry = user_audit::entry(app, &user, UserAction::ChangePassword, principal, origin);
    let claim = Claim { user, before, hash, session: session.clone(), entry };
    let max = app.config.auth.sessions_per_user;
    let user =
        app.store.write(move |tx| Box::pin(async move { write_in(tx, claim, max).await })).await?;
    changed(app).await;
    let tokens = secret.tokens(app, &session).await?;
    Ok(SignedIn { user, session, tokens })
}

/// What is written.
struct Claim {
    user: User,
    /// The hash that the code was compared with.
    before: Option<String>,
    hash: String,
    session: UserSession,
    entry: UserAudit,
}

/// What was checked is checked again: of two persons with the code the first wins.
async fn write_in(tx: &mut Tx, claim: Claim, max: u32) -> Result<User, Error> {
    let Claim { user, before, hash, session, entry } = claim;
    let (tenant, id, now) = (user.tenant_id, user.id, session.created_at);
    let found = tx.lock_user(tenant, id).await?.filter(is_unclaimed);
    found.ok_or_else(refused)?;
    let stored = tx.find_user_secrets(tenant, id).await?.ok_or_else(refused)?;
    if stored.password_hash != before {
        return Err(refused());
    }
    let claimed = tx.claim_user(&user, &hash).await.map_err(|error| match error {
        StorageError::NotUnique { .. } => {
            Error::conflict("another user of this server has this e-mail address")
        }
        other => other.into(),
    })?;
    let claimed = claimed.ok_or_else(refused)?;
    tx.insert_user_session(&session, max).await?;
    tx.record_sign_in(id, now).await?;
    tx.insert_user_audit(&entry).await?;
    Ok(User { last_sign_in_at: Some(now), ..claimed })
}
