//! API keys: one lookup per request, from memory for the keys in use.

use super::cache::Cached;
use crate::app::App;
use crate::error::{Error, Hint, Message};
use crate::keys::{hash_key, is_tenant_key, is_well_formed};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Principal};
use omni_domain::key::ApiKey;
use omni_domain::tenant::TenantStatus;
use std::sync::Arc;

fn refused() -> Error {
    let message = Message::from("the API key is missing, unknown, revoked or expired");
    Error::unauthorized(message.hint(Hint::SendKey))
}

pub(super) async fn resolve(app: &App, secret: &str, now: Timestamp) -> Result<Cached, Error> {
    if !is_well_formed(secret) {
        return Err(refused());
    }
    known(app, secret, now).await
}

/// The same for the secret of a tenant's key at entry points: only the present one is valid.
pub(super) async fn resolve_tenant_key(
    app: &App,
    secret: &str,
    now: Timestamp,
) -> Result<Cached, Error> {
    if !is_tenant_key(secret) {
        return Err(refused());
    }
    let known = known(app, secret, now).await?;
    let present = app.store.find_tenant_key(known.key.tenant_id).await?;
    if present == Some(known.key.id) { Ok(known) } else { Err(refused()) }
}

async fn known(app: &App, secret: &str, now: Timestamp) -> Result<Cached, Error> {
    // Looked up by hash: the time of the comparison reveals nothing about the secret.
    let hash = hash_key(secret);
    let known = match app.key_cache.get(&hash, now, app.caches.keep()) {
        Some(known) => known,
        None => load(app, hash, now).await?,
    };
    let expired = known.key.expires_at.is_some_and(|at| at <= now);
    if expired || known.key.revoked_at.is_some() {
        return Err(refused());
    }
    if known.tenant != TenantStatus::Active {
        return Err(Error::forbidden("the tenant of this key is suspended"));
    }
    Ok(known)
}

async fn load(app: &App, hash: String, now: Timestamp) -> Result<Cached, Error> {
    let seen = app.caches.keeps().then(|| app.key_cache.version());
    let key = app.store.find_key_by_hash(&hash).await?.ok_or_else(refused)?;
    let tenant = app.store.find_tenant(key.tenant_id).await?.ok_or_else(refused)?.status;
    let caller = Arc::new(caller(&key));
    let known = Cached { key: Arc::new(key), caller, tenant, at: now };
    app.key_cache.put(hash, known.clone(), seen);
    Ok(known)
}

fn caller(key: &ApiKey) -> Caller {
    Caller {
        tenant_id: key.tenant_id,
        principal: Principal::ApiKey(key.id),
        scopes: key.scopes.clone(),
        instance_ids: key.instance_ids.clone(),
        is_operator: key.is_operator,
        session: None,
    }
}
