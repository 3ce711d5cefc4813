//! Sessions of users: one lookup per request, from memory for those in use.

use super::cache::{CachedSession, SessionRef};
use super::session_token::{SessionToken, hash_token};
use crate::app::App;
use crate::error::{Error, Hint, Message};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Principal};
use omni_domain::tenant::TenantStatus;
use omni_domain::user::{SessionKind, User, UserSession, UserStatus};
use std::sync::Arc;
use std::time::Duration;

/// Uses within this time of the last one are not written.
const TOUCH_EVERY: Duration = Duration::from_mins(1);

pub(super) fn refused() -> Error {
    let message = Message::from("the session is unknown, has expired or was ended");
    Error::unauthorized(message.hint(Hint::SignIn))
}

/// The session of a cookie.
pub(super) async fn resolve_cookie(
    app: &App,
    token: &str,
    now: Timestamp,
) -> Result<CachedSession, Error> {
    let token = SessionToken::parse(token).ok_or_else(refused)?;
    let known = find(app, SessionRef::Token(hash_token(token.expose())), now).await?;
    if known.session.kind != SessionKind::Cookie {
        return Err(refused());
    }
    Ok(known)
}

/// A session that has not ended, of an active user of an active tenant.
pub(super) async fn find(
    app: &App,
    named: SessionRef,
    now: Timestamp,
) -> Result<CachedSession, Error> {
    let known = match app.key_cache.session(&named, now, app.caches.keep()) {
        Some(known) => known,
        None => load(app, named, now).await?,
    };
    let is_idle = now.since(known.session.used_at) >= app.config.auth.session_idle;
    if is_idle || known.session.expires_at <= now {
        return Err(refused());
    }
    if known.tenant != TenantStatus::Active {
        return Err(Error::forbidden("the tenant of this user is suspended"));
    }
    Ok(known)
}

async fn load(app: &App, named: SessionRef, now: Timestamp) -> Result<CachedSession, Error> {
    let seen = app.caches.keeps().then(|| app.key_cache.version());
    let session = match &named {
        SessionRef::Token(hash) => app.store.find_user_session_by_token(hash).await?,
        SessionRef::Id(id) => app.store.find_user_session(*id).await?,
    };
    let session = session.ok_or_else(refused)?;
    let user = app.store.find_user(session.tenant_id, session.user_id).await?;
    let user = user.filter(|user| user.status == UserStatus::Active).ok_or_else(refused)?;
    let tenant = app.store.find_tenant(session.tenant_id).await?.ok_or_else(refused)?.status;
    let caller = Arc::new(caller(&user, &session));
    let known = CachedSession { session: Arc::new(session), caller, tenant, at: now };
    app.key_cache.put_session(named, known.clone(), seen);
    Ok(known)
}

/// What the user's role permits; nothing, while another person has their password.
fn caller(user: &User, session: &UserSession) -> Caller {
    let may = !user.must_change_password;
    Caller {
        tenant_id: user.tenant_id,
        principal: Principal::User(user.id),
        scopes: if may { user.role.scopes().to_vec() } else { Vec::new() },
        instance_ids: None,
        is_operator: user.is_operator && may,
        session: Some(session.id),
    }
}

pub(super) fn count_use(app: &App, session: &UserSession, now: Timestamp) {
    if now.since(session.used_at) >= TOUCH_EVERY {
        app.key_cache.note_session_use(session.id, now);
    }
}
