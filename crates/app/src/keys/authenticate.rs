//! Who is this? One lookup a request, from memory for the keys in use.

use super::{hash_key, is_well_formed};
use crate::app::App;
use crate::error::{Error, Hint, Message};
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::ids::ApiKeyId;
use omni_domain::key::ApiKey;
use omni_storage::KeyUse;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::watch;

/// How long a node that hears nothing of the others may go on with what it knows.
const KEEP: Duration = Duration::from_secs(5);
const MAX_CACHED: usize = 10_000;
fn refused() -> Error {
    let message = Message::from("the API key is missing, unknown, revoked or expired");
    Error::unauthorized(message.hint(Hint::SendKey))
}

/// Keys seen lately, and their use since the last flush. Bounded to 10,000 keys.
///
/// A change holds at once on every node that the bus reaches: it wakes
/// [`omni_bus::Topic::Keys`], and every node then forgets what it knows. A node without a link
/// to the bus reads an entry again from the database after 5 seconds.
#[derive(Debug, Default)]
pub struct KeyCache {
    keys: RwLock<HashMap<String, Cached>>,
    uses: Mutex<HashMap<ApiKeyId, KeyUse>>,
    /// Grows with each change of any key.
    changes: watch::Sender<u64>,
}

#[derive(Debug, Clone)]
struct Cached {
    key: Arc<ApiKey>,
    caller: Arc<Caller>,
    at: Timestamp,
}

impl KeyCache {
    /// Forgets everything, so that a change holds from the next request on, and has open sockets
    /// ask again whether their key still holds.
    pub fn clear(&self) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.clear();
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Tells of changes to keys, also those made on other nodes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn get(&self, hash: &str, now: Timestamp) -> Option<Cached> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.get(hash).filter(|cached| now.since(cached.at) < KEEP).cloned()
    }

    /// Keeps what was read while `seen` was the latest change: a row that was read before a
    /// change must not be remembered after it.
    fn put(&self, hash: String, cached: Cached, seen: u64) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if *self.changes.borrow() != seen {
            return;
        }
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

    pub(super) fn take_uses(&self) -> Vec<KeyUse> {
        let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        uses.drain().map(|(_, entry)| entry).collect()
    }
}

/// Resolves a key to its caller, or refuses with one text for every reason.
pub async fn authenticate(app: &App, secret: &str, peer: Option<IpAddr>) -> Result<Caller, Error> {
    let now = app.env.now();
    let cached = resolve(app, secret, now).await?;
    app.key_cache.count_use(cached.key.id, now, peer);
    Ok((*cached.caller).clone())
}

/// The same, of somebody who is in already: it is not another use.
pub async fn recheck(app: &App, secret: &str) -> Result<Caller, Error> {
    let cached = resolve(app, secret, app.env.now()).await?;
    Ok((*cached.caller).clone())
}

async fn resolve(app: &App, secret: &str, now: Timestamp) -> Result<Cached, Error> {
    if !is_well_formed(secret) {
        return Err(refused());
    }
    // Looked up by hash: the comparison tells nothing about the secret.
    let hash = hash_key(secret);
    let cached = match app.key_cache.get(&hash, now) {
        Some(cached) => cached,
        None => load(app, hash, now).await?,
    };
    let expired = cached.key.expires_at.is_some_and(|at| at <= now);
    if expired || cached.key.revoked_at.is_some() {
        return Err(refused());
    }
    Ok(cached)
}

async fn load(app: &App, hash: String, now: Timestamp) -> Result<Cached, Error> {
    let seen = *app.key_cache.changes.borrow();
    let key = app.store.find_key_by_hash(&hash).await?.ok_or_else(refused)?;
    let caller = Caller {
        tenant_id: key.tenant_id,
        key_id: Some(key.id),
        scopes: key.scopes.clone(),
        instance_ids: key.instance_ids.clone(),
    };
    let cached = Cached { key: Arc::new(key), caller: Arc::new(caller), at: now };
    app.key_cache.put(hash, cached.clone(), seen);
    Ok(cached)
}
