//! Who is this? One lookup a request, from memory for the keys in use.

use super::{hash_key, is_well_formed};
use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::ids::ApiKeyId;
use omni_domain::key::ApiKey;
use omni_storage::KeyUse;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

const KEEP: Duration = Duration::from_secs(5);
const MAX_CACHED: usize = 10_000;
const REFUSED: &str =
    "the API key is missing, unknown, revoked or expired; send it in the x-api-key header";

/// Keys seen lately, and their use since the last flush. Bounded to 10,000 keys; an entry is
/// read again from the database after 5 seconds, and at once after a change on this node.
#[derive(Debug, Default)]
pub struct KeyCache {
    keys: RwLock<HashMap<String, Cached>>,
    uses: Mutex<HashMap<ApiKeyId, KeyUse>>,
}

#[derive(Debug, Clone)]
struct Cached {
    key: Arc<ApiKey>,
    caller: Arc<Caller>,
    at: Timestamp,
}

impl KeyCache {
    /// Forgets everything, so that a change holds from the next request on.
    pub fn clear(&self) {
        self.keys.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn get(&self, hash: &str, now: Timestamp) -> Option<Cached> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.get(hash).filter(|cached| now.since(cached.at) < KEEP).cloned()
    }

    fn put(&self, hash: String, cached: Cached) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= MAX_CACHED {
            keys.clear();
        }
        keys.insert(hash, cached);
    }

    fn count_use(&self, id: ApiKeyId, now: Timestamp, peer: Option<IpAddr>) {
        let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        let entry =
            uses.entry(id).or_insert_with(|| KeyUse { id, uses: 0, last_used_at: now, ip: None });
        entry.uses += 1;
        entry.last_used_at = now;
        if let Some(peer) = peer {
            entry.ip = Some(peer.to_string());
        }
    }
}

/// Resolves a key to its caller, or refuses with one text for every reason.
pub async fn authenticate(app: &App, secret: &str, peer: Option<IpAddr>) -> Result<Caller, Error> {
    if !is_well_formed(secret) {
        return Err(Error::Unauthorized(REFUSED));
    }
    // Looked up by hash: the comparison tells nothing about the secret.
    let hash = hash_key(secret);
    let now = app.env.now();
    let cached = match app.key_cache.get(&hash, now) {
        Some(cached) => cached,
        None => load(app, hash, now).await?,
    };
    let expired = cached.key.expires_at.is_some_and(|at| at <= now);
    if expired || cached.key.revoked_at.is_some() {
        return Err(Error::Unauthorized(REFUSED));
    }
    app.key_cache.count_use(cached.key.id, now, peer);
    Ok((*cached.caller).clone())
}

async fn load(app: &App, hash: String, now: Timestamp) -> Result<Cached, Error> {
    let key = app.store.find_key_by_hash(&hash).await?.ok_or(Error::Unauthorized(REFUSED))?;
    let caller = Caller {
        tenant_id: key.tenant_id,
        key_id: Some(key.id),
        scopes: key.scopes.clone(),
        instance_ids: key.instance_ids.clone(),
    };
    let cached = Cached { key: Arc::new(key), caller: Arc::new(caller), at: now };
    app.key_cache.put(hash, cached.clone());
    Ok(cached)
}

/// Writes the uses counted since the last call. The server calls it every few seconds and when
/// it stops, so that counting never slows a request.
pub async fn flush_usage(app: &App) -> Result<(), Error> {
    let uses: Vec<KeyUse> = {
        let mut uses = app.key_cache.uses.lock().unwrap_or_else(PoisonError::into_inner);
        uses.drain().map(|(_, entry)| entry).collect()
    };
    if uses.is_empty() {
        return Ok(());
    }
    app.store.write(move |tx| Box::pin(async move { tx.touch_keys(&uses).await })).await?;
    Ok(())
}
