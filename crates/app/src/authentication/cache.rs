//! Keys and sessions in use, in memory.

use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::ids::{ApiKeyId, UserSessionId};
use omni_domain::key::ApiKey;
use omni_domain::tenant::TenantStatus;
use omni_domain::user::UserSession;
use omni_storage::{KeyUse, SessionUse};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::watch;

const MAX_CACHED: usize = 10_000;

/// Keys, sessions and tokens of accounts used recently, and uses of the first two since the last flush.
/// Bounded to 10,000 of each.
///
/// A change of one of these, of a user or of their tenant wakes [`omni_bus::Topic::Keys`], and every node
/// then drops its entries; [`crate::caches`] makes sure of that before the change is answered.
#[derive(Debug, Default)]
pub struct KeyCache {
    keys: RwLock<HashMap<String, Cached>>,
    uses: Mutex<HashMap<ApiKeyId, KeyUse>>,
    tokens: RwLock<HashMap<String, CachedToken>>,
    sessions: RwLock<HashMap<SessionRef, CachedSession>>,
    session_uses: Mutex<HashMap<UserSessionId, Timestamp>>,
    /// Grows with each change of any key or session.
    changes: watch::Sender<u64>,
}

#[derive(Debug, Clone)]
pub(super) struct Cached {
    pub(super) key: Arc<ApiKey>,
    pub(super) caller: Arc<Caller>,
    pub(super) tenant: TenantStatus,
    pub(super) at: Timestamp,
}

/// The token of an account.
#[derive(Debug, Clone)]
pub(super) struct CachedToken {
    pub(super) caller: Arc<Caller>,
    pub(super) tenant: TenantStatus,
    pub(super) at: Timestamp,
}

/// What names a session in a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum SessionRef {
    /// The hash of its token.
    Token(String),
    /// Its id, in a signed access token.
    Id(UserSessionId),
}

#[derive(Debug, Clone)]
pub(super) struct CachedSession {
    pub(super) session: Arc<UserSession>,
    pub(super) caller: Arc<Caller>,
    pub(super) tenant: TenantStatus,
    pub(super) at: Timestamp,
}

impl KeyCache {
    /// Drops every entry, so that a change holds from the next request on, and makes open sockets
    /// check their credential again.
    pub fn clear(&self) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let mut sessions = self.sessions.write().unwrap_or_else(PoisonError::into_inner);
        let mut tokens = self.tokens.write().unwrap_or_else(PoisonError::into_inner);
        keys.clear();
        sessions.clear();
        tokens.clear();
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Follows changes of keys, also those made on other nodes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// The number of the latest change, for [`Self::put`].
    pub(super) fn version(&self) -> u64 {
        *self.changes.borrow()
    }

    /// What was read less than `keep` ago.
    pub(super) fn get(&self, hash: &str, now: Timestamp, keep: Duration) -> Option<Cached> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.get(hash).filter(|cached| now.since(cached.at) < keep).cloned()
    }

    /// Keeps what was read while `seen` was the latest change: a row that was read before a
    /// change must not be cached after it. `None`: nothing may be kept.
    pub(super) fn put(&self, hash: String, cached: Cached, seen: Option<u64>) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if Some(*self.changes.borrow()) != seen {
            return;
        }
        if keys.len() >= MAX_CACHED {
            keys.clear();
        }
        keys.insert(hash, cached);
    }

    /// The token of an account, by its hash.
    pub(super) fn token(&self, hash: &str, now: Timestamp, keep: Duration) -> Option<CachedToken> {
        let tokens = self.tokens.read().unwrap_or_else(PoisonError::into_inner);
        tokens.get(hash).filter(|cached| now.since(cached.at) < keep).cloned()
    }

    /// As [`Self::put`].
    pub(super) fn put_token(&self, hash: String, cached: CachedToken, seen: Option<u64>) {
        let mut tokens = self.tokens.write().unwrap_or_else(PoisonError::into_inner);
        if Some(*self.changes.borrow()) != seen {
            return;
        }
        if tokens.len() >= MAX_CACHED {
            tokens.clear();
        }
        tokens.insert(hash, cached);
    }

    pub(super) fn count_use(&self, id: ApiKeyId, now: Timestamp, peer: Option<IpAddr>) {
        let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        let entry =
            uses.entry(id).or_insert_with(|| KeyUse { id, uses: 0, last_used_at: now, ip: None });
        entry.uses += 1;
        entry.last_used_at = now;
        if let Some(peer) = peer {
            entry.ip = Some(peer.to_string());
        }
    }

    pub(super) fn session(
        &self,
        named: &SessionRef,
        now: Timestamp,
        keep: Duration,
    ) -> Option<CachedSession> {
        let sessions = self.sessions.read().unwrap_or_else(PoisonError::into_inner);
        sessions.get(named).filter(|cached| now.since(cached.at) < keep).cloned()
    }

    /// As [`Self::put`].
    pub(super) fn put_session(&self, named: SessionRef, cached: CachedSession, seen: Option<u64>) {
        let mut sessions = self.sessions.write().unwrap_or_else(PoisonError::into_inner);
        if Some(*self.changes.borrow()) != seen {
            return;
        }
        if sessions.len() >= MAX_CACHED {
            sessions.clear();
        }
        sessions.insert(named, cached);
    }

    /// Notes a use of a session. Bounded by the sessions that exist.
    pub(super) fn note_session_use(&self, id: UserSessionId, now: Timestamp) {
        let mut uses = self.session_uses.lock().unwrap_or_else(PoisonError::into_inner);
        uses.insert(id, now);
    }

    pub(crate) fn take_session_uses(&self) -> Vec<SessionUse> {
        let mut uses = self.session_uses.lock().unwrap_or_else(PoisonError::into_inner);
        uses.drain().map(|(id, at)| SessionUse { id, at }).collect()
    }

    pub(crate) fn take_uses(&self) -> Vec<KeyUse> {
        let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        uses.drain().map(|(_, entry)| entry).collect()
    }
}
