//! A cache of rendered instance lists: dashboards request the list every second, and building it
//! costs a hundred times as much as sending it.

use axum::body::Bytes;
use omni_app::App;
use omni_domain::access::Caller;
use omni_domain::ids::{InstanceId, TenantId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Facts whose changes do not invalidate the cache are at most this old: the time of the last
/// message, the evidence of a connection, and changes by other nodes.
const KEEP: Duration = Duration::from_millis(500);
/// Most cached responses.
const LIMIT: usize = 64;

/// The key of a response: the caller's visibility and the query.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    tenant: TenantId,
    only: Option<Vec<InstanceId>>,
    query: String,
}

impl Key {
    pub(crate) fn new(caller: &Caller, query: Option<&str>) -> Self {
        Self {
            tenant: caller.tenant_id,
            only: caller.instance_ids.clone(),
            query: query.unwrap_or_default().to_owned(),
        }
    }
}

#[derive(Debug)]
struct Entry {
    version: u64,
    at: Instant,
    body: Bytes,
}

/// Recent responses. Bounded; a change of an instance by this process invalidates them all.
#[derive(Debug, Clone, Default)]
pub(crate) struct ListCache(Arc<Mutex<HashMap<Key, Entry>>>);

impl ListCache {
    /// The response, if it is still valid.
    pub(crate) fn get(&self, app: &App, key: &Key) -> Option<Bytes> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(key)?;
        let is_valid = entry.version == app.sessions.version() && entry.at.elapsed() < KEEP;
        is_valid.then(|| entry.body.clone())
    }

    /// Stores a response that reflects `version`, which is read before the query.
    pub(crate) fn put(&self, key: Key, version: u64, body: Bytes) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= LIMIT && !entries.contains_key(&key) {
            entries.clear();
        }
        entries.insert(key, Entry { version, at: Instant::now(), body });
    }
}
