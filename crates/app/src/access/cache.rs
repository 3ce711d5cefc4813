//! The rules of each tenant, cached: every message needs them.

use crate::app::App;
use crate::error::Error;
use crate::events::CommitObserver;
use omni_bus::RecvError;
use omni_channel::Channel;
use omni_domain::event::{Event, EventBody};
use omni_domain::ids::{AccessRuleId, TenantId};
use omni_domain::rules::AccessRule;
use omni_domain::{PhoneNumber, Timestamp};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// Tenants cached before the cache is emptied.
const MAX_TENANTS: usize = 1000;

/// The rules of tenants that were needed recently. A commit on this node invalidates them at once,
/// a commit on another node over the bus; [`crate::caches`] makes sure of that before a change of a rule is
/// answered.
#[derive(Debug, Default)]
pub struct RuleCache {
    tenants: RwLock<HashMap<TenantId, CachedRules>>,
    /// How many changes were observed: what was read before one is not kept after it.
    changes: AtomicU64,
}

#[derive(Debug)]
struct CachedRules {
    rules: Rules,
    at: Timestamp,
}

/// A tenant's rules. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// In the order of evaluation, with the channels' spelling of their addresses added.
    for_matching: Arc<[AccessRule]>,
    /// As they were written, where matching adds to them.
    written: Arc<HashMap<AccessRuleId, AccessRule>>,
}

impl Rules {
    fn new(app: &App, stored: Vec<AccessRule>) -> Self {
        let mut written = HashMap::new();
        let with_spellings = |rule: AccessRule| {
            let Some(complete) = complete(app, &rule) else { return rule };
            written.insert(rule.id, rule);
            complete
        };
        let for_matching = stored.into_iter().map(with_spellings).collect();
        Self { for_matching, written: Arc::new(written) }
    }

    /// The rules to decide by.
    pub(super) fn for_matching(&self) -> &[AccessRule] {
        &self.for_matching
    }

    /// A rule of [`Self::for_matching`] as it was written.
    pub(super) fn as_written(&self, rule: &AccessRule) -> AccessRule {
        self.written.get(&rule.id).unwrap_or(rule).clone()
    }
}

/// The rule with the spellings under which its channels report the senders that it names, if they
/// differ: of an address with a device, the number.
fn complete(app: &App, rule: &AccessRule) -> Option<AccessRule> {
    let of_rule = |channel: &&Arc<dyn Channel>| {
        rule.criteria.channel.is_none_or(|only| only == channel.kind())
    };
    let channels: Vec<&Arc<dyn Channel>> = app.channels.values().filter(of_rule).collect();
    let mut more = Vec::new();
    for id in &rule.criteria.platform_user_ids {
        more.extend(channels.iter().filter_map(|channel| spelling(&***channel, id)));
    }
    if more.is_empty() {
        return None;
    }
    let mut complete = rule.clone();
    complete.criteria.platform_user_ids.extend(more);
    Some(complete)
}

/// The channel's own spelling of an address: the phone number where it contains one. `None` if it is
/// spelled so already, or is no address of the channel. Numbers are matched in any spelling.
fn spelling(channel: &dyn Channel, id: &str) -> Option<String> {
    if PhoneNumber::parse(id).is_some() {
        return None;
    }
    let address = channel.parse_recipient(id).ok()?.address;
    if address.id == id {
        return None;
    }
    Some(address.phone.map_or(address.id, |phone| phone.digits().to_owned()))
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
    pub(crate) fn clear(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.tenants.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn get(&self, t: TenantId, now: Timestamp, keep: Duration) -> Option<Rules> {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        tenants.get(&t).filter(|known| now.since(known.at) < keep).map(|known| known.rules.clone())
    }

    /// `None` for `changes`: nothing may be kept.
    fn put(&self, t: TenantId, rules: Rules, now: Timestamp, changes: Option<u64>) {
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        if Some(self.changes.load(Ordering::SeqCst)) != changes {
            return;
        }
        if tenants.len() >= MAX_TENANTS {
            tenants.clear();
        }
        tenants.insert(t, CachedRules { rules, at: now });
    }
}

/// A tenant's rules in the order in which they are evaluated.
pub(super) async fn rules(app: &App, t: TenantId) -> Result<Rules, Error> {
    let now = app.env.now();
    if let Some(rules) = app.rule_cache.get(t, now, app.caches.keep()) {
        return Ok(rules);
    }
    let seen = || app.rule_cache.changes.load(Ordering::SeqCst);
    let changes = app.caches.keeps().then(seen);
    let rules = Rules::new(app, app.store.list_access_rules(t).await?);
    app.rule_cache.put(t, rules.clone(), now, changes);
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
