use super::start::{Secret, SignedIn};
use crate::app::App;
use crate::authentication::RefreshToken;
use crate::error::{Error, Hint, Message};
use crate::keys::{Origin, changed};
use crate::user_audit;
use omni_domain::access::Principal;
use omni_domain::tenant::TenantStatus;
use omni_domain::user::{UserSession, UserStatus};
use omni_domain::user_audit::UserAction;
use omni_storage::Tx;
use subtle::ConstantTimeEq;

fn refused() -> Error {
    let message = Message::from("the refresh token is unknown, has expired or was used before");
    Error::unauthorized(message.hint(Hint::SignIn))
}

/// What a refresh token led to.
enum Outcome {
    /// Its session goes on with the next one.
    Renewed(Box<UserSession>),
    /// It was used before: two clients have it, and one of them stole it.
    Reused,
}

/// The next access token and the next refresh token of a session; the present refresh token is
/// refused from now on. If it comes a second time, its session ends.
pub async fn refresh(app: &App, text: &str, origin: &Origin) -> Result<SignedIn, Error> {
    let token = RefreshToken::parse(text).ok_or_else(refused)?;
    let found = app.store.find_user_session_by_token(&token.family_hash()).await?;
    let session = found.ok_or_else(refused)?;
    let next = token.next();
    let (inner, to, origin) = (app.clone(), next.clone(), origin.clone());
    let outcome: Result<Outcome, Error> = app
        .store
        .write(move |tx| {
            Box::pin(async move { write_in(&inner, tx, &session, &token, &to, &origin).await })
        })
        .await;
    let session = match outcome? {
        Outcome::Renewed(session) => *session,
        Outcome::Reused => {
            changed(app).await;
            return Err(refused());
        }
    };
    let user = app.store.find_user(session.tenant_id, session.user_id).await?;
    let user = user.ok_or_else(refused)?;
    let tokens = Secret::Bearer(next).tokens(app, &session).await?;
    Ok(SignedIn { user, session, tokens })
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    found: &UserSession,
    token: &RefreshToken,
    next: &RefreshToken,
    origin: &Origin,
) -> Result<Outcome, Error> {
    let session = tx.lock_user_session(found.id).await?.ok_or_else(refused)?;
    let now = app.env.now();
    let is_idle = now.since(session.used_at) >= app.config.auth.session_idle;
    let current = session.refresh_hash.as_deref().ok_or_else(refused)?;
    if is_idle || session.expires_at <= now {
        return Err(refused());
    }
    let user = tx.find_user(session.tenant_id, session.user_id).await?;
    let tenant = tx.find_tenant(session.tenant_id).await?;
    let user = user.filter(|user| user.status == UserStatus::Active).ok_or_else(refused)?;
    if tenant.is_none_or(|tenant| tenant.status != TenantStatus::Active) {
        return Err(refused());
    }
    if !bool::from(current.as_bytes().ct_eq(token.current_hash().as_bytes())) {
        tx.delete_user_session(session.user_id, session.id).await?;
        // One of the two clients stole it; which one is not known.
        let entry =
            user_audit::entry(app, &user, UserAction::EndSession, Principal::System, origin);
        tx.insert_user_audit(&entry).await?;
        tracing::warn!(session = %session.id, user = %session.user_id,
            "a refresh token was used twice; its session is ended");
        return Ok(Outcome::Reused);
    }
    tx.replace_refresh_token(session.id, &next.current_hash(), now).await?;
    Ok(Outcome::Renewed(Box::new(UserSession { used_at: now, ..session })))
}
