//! The rules of each tenant, cached: every message needs them.

use crate::app::App;
use crate::error::Error;
use crate::events::CommitObserver;
use omni_bus::RecvError;
use omni_domain::Timestamp;
use omni_domain::event::{Event, EventBody};
use omni_domain::ids::TenantId;
use omni_domain::rules::AccessRule;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// Read again after this long even if no change was observed.
const KEEP: Duration = Duration::from_secs(5);
/// Tenants cached before the cache is emptied.
const MAX_TENANTS: usize = 1000;

/// The rules of tenants that were needed recently. A commit on this node invalidates them at once,
/// a commit on another node over the bus; if that message is lost, they expire after 5 seconds.
#[derive(Debug, Default)]
pub struct RuleCache {
    tenants: RwLock<HashMap<TenantId, CachedRules>>,
    /// How many changes were observed: what was read before one is not kept after it.
    changes: AtomicU64,
}

#[derive(Debug)]
struct CachedRules {
    rules: Arc<[AccessRule]>,
    at: Timestamp,
}

impl CommitObserver for RuleCache {
    /// Drops the rules if this event changed any. A merge of persons rewrites those about them.
    fn on_event(&self, event: &Event) {
        if matches!(event.body, EventBody::AccessRuleChanged(_) | EventBody::IdentityMerged(_)) {
            self.clear();
        }
    }
}

impl RuleCache {
    fn clear(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.tenants.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn get(&self, t: TenantId, now: Timestamp) -> Option<Arc<[AccessRule]>> {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        tenants
            .get(&t)
            .filter(|known| now.since(known.at) < KEEP)
            .map(|known| Arc::clone(&known.rules))
    }

    fn put(&self, t: TenantId, rules: Arc<[AccessRule]>, now: Timestamp, changes: u64) {
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        if self.changes.load(Ordering::SeqCst) != changes {
            return;
        }
        if tenants.len() >= MAX_TENANTS {
            tenants.clear();
        }
        tenants.insert(t, CachedRules { rules, at: now });
    }
}

/// A tenant's rules in the order in which they are evaluated.
pub(super) async fn rules(app: &App, t: TenantId) -> Result<Arc<[AccessRule]>, Error> {
    let now = app.env.now();
    if let Some(rules) = app.rule_cache.get(t, now) {
        return Ok(rules);
    }
    let changes = app.rule_cache.changes.load(Ordering::SeqCst);
    let rules: Arc<[AccessRule]> = app.store.list_access_rules(t).await?.into();
    app.rule_cache.put(t, Arc::clone(&rules), now, changes);
    Ok(rules)
}

/// Listens for changes made on other nodes until the server stops.
pub async fn follow(app: App) {
    let mut events = app.bus.subscribe();
    let stopping = app.sessions.stopping();
    loop {
        let received = tokio::select! {
            () = stopping.cancelled() => return,
            received = events.recv() => received,
        };
        match received {
            Ok(event) => app.rule_cache.on_event(&event),
            Err(RecvError::Lagged(_)) => app.rule_cache.clear(),
            Err(RecvError::Closed) => return,
        }
    }
}
