//! The uses and changes of keys: written later, so that the log never slows a request.

use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::ids::{ApiKeyId, TenantId};
use omni_domain::key::{ApiKey, KeyAction, KeyAudit, KeyField};
use omni_domain::page::{Page, PageRequest};
use omni_storage::KeyAuditFilter;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;
use uuid::Uuid;

/// Entries of one write, so that the audit log never delays messages for long.
const WRITE_AT_ONCE: usize = 256;
/// At this many entries they are written at once, without waiting for the next round.
const FLUSH_AT: usize = 1024;
/// Longest user agent that is kept, characters.
const AGENT_CHARS: usize = 255;

/// The origin of a request, for the audit log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address.
    pub ip: Option<IpAddr>,
    /// The client, as it calls itself.
    pub user_agent: Option<String>,
    /// The request's id.
    pub request_id: Option<String>,
}

/// A request with a key, once it is answered.
#[derive(Debug, Clone)]
pub struct UsedKey {
    /// The key.
    pub key_id: ApiKeyId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Its origin.
    pub origin: Origin,
    /// Method and route.
    pub endpoint: String,
    /// The answer's HTTP status.
    pub status_code: u16,
}

/// Entries that wait to be written. Bounded: an entry that finds it full is counted and dropped.
#[derive(Debug)]
pub struct AuditLog {
    waiting: Mutex<Vec<KeyAudit>>,
    limit: usize,
    dropped: AtomicU64,
    filling: Notify,
}

impl AuditLog {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            waiting: Mutex::default(),
            limit: limit.max(1),
            dropped: AtomicU64::new(0),
            filling: Notify::new(),
        }
    }

    fn push(&self, mut entry: KeyAudit) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= self.limit {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        entry.id = entry_id(entry.at, waiting.len());
        waiting.push(entry);
        if waiting.len() == FLUSH_AT {
            self.filling.notify_one();
        }
    }

    fn take(&self) -> Vec<KeyAudit> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes back what could not be written, before newer entries.
    fn put_back(&self, mut entries: Vec<KeyAudit>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        entries.append(&mut waiting);
        let surplus = entries.len().saturating_sub(self.limit);
        entries.truncate(self.limit);
        self.dropped.fetch_add(surplus as u64, Ordering::Relaxed);
        *waiting = entries;
    }

    /// Returns once there are enough entries for a write.
    pub(super) async fn filling(&self) {
        self.filling.notified().await;
    }
}

/// A UUIDv7 of its own: the server's id source would be locked once per request, and
/// entries of one millisecond stay in order by their position in the queue.
fn entry_id(at: Timestamp, position: usize) -> Uuid {
    let mut bytes: [u8; 10] = rand::random();
    let position = u16::try_from(position & 0x0fff).unwrap_or_default().to_be_bytes();
    bytes[..2].copy_from_slice(&position);
    let millis = u64::try_from(at.millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

/// Records a use. Never waits; it is written within a few seconds.
pub fn record_use(app: &App, used: UsedKey) {
    let at = app.env.now();
    app.key_audit.push(KeyAudit {
        id: Uuid::nil(),
        tenant_id: used.tenant_id,
        key_id: used.key_id,
        action: KeyAction::Use,
        at,
        ip: used.origin.ip.map(|ip| ip.to_string()),
        user_agent: used.origin.user_agent.as_deref().map(clip),
        endpoint: Some(used.endpoint),
        status_code: Some(used.status_code),
        request_id: used.origin.request_id,
        changed_by: None,
        changed_fields: Vec::new(),
    });
}

/// The entry of a new key, to be written with it.
pub(crate) fn created(caller: &Caller, key: &ApiKey) -> KeyAudit {
    change(caller, &Origin::default(), key, KeyAction::Create, key.created_at, &[])
}

/// The entry of a change, to be written with it. `fields` names what was changed.
pub(super) fn change(
    caller: &Caller,
    origin: &Origin,
    key: &ApiKey,
    action: KeyAction,
    at: Timestamp,
    fields: &[KeyField],
) -> KeyAudit {
    KeyAudit {
        id: entry_id(at, 0),
        tenant_id: key.tenant_id,
        key_id: key.id,
        action,
        at,
        ip: origin.ip.map(|ip| ip.to_string()),
        user_agent: origin.user_agent.as_deref().map(clip),
        endpoint: None,
        status_code: None,
        request_id: origin.request_id.clone(),
        changed_by: Some(caller.principal),
        changed_fields: fields.to_vec(),
    }
}

fn clip(text: &str) -> String {
    text.chars().take(AGENT_CHARS).collect()
}

/// Writes what waits. The server calls it every few seconds and when it stops.
pub(super) async fn flush(app: &App) -> Result<(), Error> {
    let dropped = app.key_audit.dropped.swap(0, Ordering::Relaxed);
    if dropped > 0 {
        tracing::warn!(
            keys.dropped = dropped,
            "uses of API keys were not recorded: keys.audit_queue was full"
        );
    }
    let mut waiting = app.key_audit.take();
    while !waiting.is_empty() {
        let rest = waiting.split_off(waiting.len().min(WRITE_AT_ONCE));
        let chunk = waiting.clone();
        let written = app
            .store
            .write(move |tx| Box::pin(async move { tx.insert_key_audit(&chunk).await }))
            .await;
        if let Err(error) = written {
            waiting.extend(rest);
            app.key_audit.put_back(waiting);
            return Err(error.into());
        }
        waiting = rest;
    }
    Ok(())
}

/// Deletes entries older than `key_audit_keep`, a bounded number at a time.
pub(super) async fn delete_old(app: &App) -> Result<(), Error> {
    const AT_ONCE: u32 = 1000;
    let cutoff = app.env.now().minus(app.config.keys.audit_keep);
    loop {
        let gone = app
            .store
            .write(move |tx| {
                Box::pin(async move { tx.delete_key_audit_before(cutoff, AT_ONCE).await })
            })
            .await?;
        if gone < u64::from(AT_ONCE) {
            return Ok(());
        }
    }
}

/// The audit log of a key, newest first, up to now.
pub async fn audit(
    app: &App,
    caller: &Caller,
    id: ApiKeyId,
    filter: KeyAuditFilter,
    page: PageRequest,
) -> Result<Page<KeyAudit>, Error> {
    super::get(app, caller, id).await?;
    let tenant = caller.tenant_id;
    // Uses that wait are written first, so that the answer is complete.
    flush(app).await?;
    Ok(app.store.list_key_audit(tenant, id, &filter, page).await?)
}

#[cfg(test)]
mod tests {
    use super::{AuditLog, entry_id};
    use omni_domain::Timestamp;
    use omni_domain::ids::{ApiKeyId, TenantId};
    use omni_domain::key::{KeyAction, KeyAudit};
    use std::sync::atomic::Ordering;
    use uuid::Uuid;

    fn entry(at: i64) -> KeyAudit {
        KeyAudit {
            id: Uuid::nil(),
            tenant_id: TenantId::DEFAULT,
            key_id: ApiKeyId(Uuid::nil()),
            action: KeyAction::Use,
            at: Timestamp(at),
            ip: None,
            user_agent: None,
            endpoint: None,
            status_code: None,
            request_id: None,
            changed_by: None,
            changed_fields: Vec::new(),
        }
    }

    #[test]
    fn what_finds_the_queue_full_is_counted_and_order_is_kept() {
        let log = AuditLog::new(3);
        for _ in 0..5 {
            log.push(entry(1000));
        }
        let taken = log.take();
        assert_eq!((taken.len(), log.dropped.load(Ordering::Relaxed)), (3, 2));
        assert!(taken.is_sorted_by(|one, other| one.id < other.id), "ids keep the order");
        log.push(entry(2000));
        log.put_back(taken);
        let again = log.take();
        assert_eq!(again.iter().map(|entry| entry.at.0).collect::<Vec<_>>(), [1000; 3]);
        assert_eq!(log.dropped.load(Ordering::Relaxed), 3, "the newest did not fit");
    }

    #[test]
    fn ids_are_version_7_with_the_time_of_their_entry() {
        let id = entry_id(Timestamp(1_767_323_045_000), 5);
        assert_eq!(id.get_version_num(), 7);
        assert!(id < entry_id(Timestamp(1_767_323_045_001), 0));
    }
}
