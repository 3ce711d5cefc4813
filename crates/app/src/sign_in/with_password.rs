use super::start::{Secret, SignedIn, new_session};
use super::totp::{self, SecondFactor};
use crate::app::App;
use crate::error::{Error, Field};
use crate::keys::Origin;
use crate::sign_in_attempts::{self, Attempt};
use crate::users::{Password, check_email};
use omni_domain::TenantId;
use omni_domain::ids::UserId;
use omni_domain::tenant::TenantStatus;
use omni_domain::user::{SessionKind, User, UserSecrets, UserSession, UserStatus};
use omni_storage::Tx;
use uuid::Uuid;

/// Longest password that is compared, characters; none is longer.
const PASSWORD_CHARS: usize = 128;

/// An attempt to sign in with a password.
#[derive(Clone)]
pub struct PasswordSignIn {
    /// The e-mail address, as typed.
    pub email: String,
    /// The password, as typed.
    pub password: String,
    /// A one-time code, or a recovery code, of a user who needs one.
    pub code: Option<String>,
    /// How the client will carry the session.
    pub kind: SessionKind,
}

impl std::fmt::Debug for PasswordSignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordSignIn").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Why it is refused; the same for every address, whether or not a user has it.
fn refused() -> Error {
    Error::unauthorized("the e-mail address or the password is wrong")
}

/// Signs a user in. An address without a user, a wrong password, and a user who is disabled get the
/// same answer after the same work.
///
/// # Errors
/// [`Error::Unauthorized`], [`Error::SecondFactorNeeded`] if the password is right but a code is
/// needed, [`Error::RateLimited`] after too many failures or if the server is too busy.
pub async fn with_password(
    app: &App,
    request: PasswordSignIn,
    origin: &Origin,
) -> Result<SignedIn, Error> {
    let email = check_email(&request.email)?;
    if request.password.chars().count() > PASSWORD_CHARS {
        return Err(Error::invalid(Field::Password, "a password has at most 128 characters"));
    }
    let attempt = sign_in_attempts::begin(app, &email, origin).await?;
    let found = app.store.find_user_by_email(&email).await?;
    // Read in any case: an unknown address costs as many queries as a known one.
    let of = found
        .as_ref()
        .map_or((TenantId::DEFAULT, UserId(Uuid::nil())), |user| (user.tenant_id, user.id));
    let secrets = app.store.find_user_secrets(of.0, of.1).await?.unwrap_or_default();
    let tenant = app.store.find_tenant(of.0).await?;
    let password = Password::new(&request.password);
    let is_right = match app.hasher.verify(&password, secrets.password_hash.as_deref()).await {
        Ok(is_right) => is_right,
        Err(error) => {
            attempt.undo(app).await?;
            return Err(error);
        }
    };
    let is_active = tenant.is_some_and(|tenant| tenant.status == TenantStatus::Active);
    let user = found.filter(|user| user.status == UserStatus::Active && is_right && is_active);
    let user = user.ok_or_else(refused)?;
    let Some(factor) = totp::second_factor(app, &user, &secrets, request.code.as_deref())? else {
        attempt.undo(app).await?;
        return Err(Error::SecondFactorNeeded);
    };
    let checked = Checked { user, secrets, factor };
    start(app, checked, &password, attempt, request.kind, origin).await
}

/// A user whose password and code are right.
struct Checked {
    user: User,
    secrets: UserSecrets,
    factor: SecondFactor,
}

async fn start(
    app: &App,
    checked: Checked,
    password: &Password,
    attempt: Attempt,
    kind: SessionKind,
    origin: &Origin,
) -> Result<SignedIn, Error> {
    let hash = checked.secrets.password_hash.clone();
    let secret = Secret::generate(kind);
    let session = new_session(app, &checked.user, &secret, origin);
    let (row, max) = (session.clone(), app.config.auth.sessions_per_user);
    let user = app
        .store
        .write(move |tx| Box::pin(async move { write_in(tx, checked, &row, max).await }))
        .await?;
    attempt.succeed(app).await?;
    if let Some(hash) = hash.filter(|hash| app.hasher.is_outdated(hash)) {
        rehash(app, user.id, password, hash).await;
    }
    let tokens = secret.tokens(app, &session).await?;
    Ok(SignedIn { user, session, tokens })
}

/// What was checked is checked again: between the two the user may have been disabled, the password
/// changed, or the same code used.
async fn write_in(
    tx: &mut Tx,
    checked: Checked,
    session: &UserSession,
    max: u32,
) -> Result<User, Error> {
    let Checked { user, secrets, factor } = checked;
    let (tenant, id, now) = (user.tenant_id, user.id, session.created_at);
    let found = tx.lock_user(tenant, id).await?.filter(|user| user.status == UserStatus::Active);
    let user = found.ok_or_else(refused)?;
    let stored = tx.find_user_secrets(tenant, id).await?.ok_or_else(refused)?;
    if stored.password_hash != secrets.password_hash {
        return Err(refused());
    }
    if let Some(after) = totp::used(&stored, &factor)? {
        tx.set_user_totp(tenant, id, &after, user.updated_at).await?;
    }
    tx.insert_user_session(session, max).await?;
    tx.record_sign_in(id, now).await?;
    Ok(User { last_sign_in_at: Some(now), ..user })
}

/// Hashes the same password at the costs of today. A failure leaves the old hash, which is valid.
async fn rehash(app: &App, id: UserId, password: &Password, before: String) {
    let Ok(after) = app.hasher.hash(password).await else { return };
    let written = app
        .store
        .write(move |tx| {
            Box::pin(async move { tx.rehash_user_password(id, &before, &after).await })
        })
        .await;
    if let Err(error) = written {
        tracing::warn!(%error, "a password hash could not be renewed");
    }
}
