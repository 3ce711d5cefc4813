//! How much the stored files take, against what they may.

use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, TenantId};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Counted again after this long: other nodes store files, too, and retention removes some.
const KEEP: Duration = Duration::from_mins(1);
/// Tenants counted before the counts are dropped.
const MAX_TENANTS: usize = 1000;

/// Bytes of stored files, as they were counted, with what this node stored since.
#[derive(Debug, Default)]
pub(crate) struct MediaUsage(Mutex<HashMap<TenantId, Counted>>);

#[derive(Debug)]
struct Counted {
    instances: HashMap<InstanceId, u64>,
    at: Timestamp,
}

/// A quota that a file would exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quota {
    /// That of its instance, bytes.
    Instance(u64),
    /// That of its tenant, bytes.
    Tenant(u64),
}

impl Quota {
    /// Why a file is not stored, and what to do.
    pub(crate) fn reason(self) -> String {
        let (whose, limit, setting) = match self {
            Self::Instance(limit) => ("instance", limit, "limits.media_instance_max_bytes"),
            Self::Tenant(limit) => ("tenant", limit, "limits.media_tenant_max_bytes"),
        };
        format!(
            "the stored files of the {whose} have reached their {} MiB; shorten retention.media_days, \
             or raise {setting}",
            limit >> 20
        )
    }

    /// The same for the sender of a file.
    pub(crate) fn refusal(self) -> Error {
        match self {
            Self::Instance(limit) => {
                Error::TooLarge { what: "all stored files of the instance with this one", limit }
            }
            Self::Tenant(limit) => {
                Error::TooLarge { what: "all stored files of the tenant with this one", limit }
            }
        }
    }
}

impl MediaUsage {
    fn counts(&self) -> MutexGuard<'_, HashMap<TenantId, Counted>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A file of this size was stored.
    pub(crate) fn add(&self, tenant: TenantId, instance: InstanceId, bytes: u64) {
        if let Some(counted) = self.counts().get_mut(&tenant) {
            *counted.instances.entry(instance).or_default() += bytes;
        }
    }

    /// Bytes of an instance and of its tenant, if they were counted recently.
    fn of(&self, tenant: TenantId, instance: InstanceId, now: Timestamp) -> Option<(u64, u64)> {
        let counts = self.counts();
        let counted = counts.get(&tenant).filter(|counted| now.since(counted.at) < KEEP)?;
        let own = counted.instances.get(&instance).copied().unwrap_or_default();
        Some((own, counted.instances.values().sum()))
    }

    fn put(&self, tenant: TenantId, instances: HashMap<InstanceId, u64>, at: Timestamp) {
        let mut counts = self.counts();
        if counts.len() >= MAX_TENANTS {
            counts.clear();
        }
        counts.insert(tenant, Counted { instances, at });
    }
}

/// The quota that another file of this size would exceed.
pub(crate) async fn exceeded(
    app: &App,
    tenant: TenantId,
    instance: InstanceId,
    more: u64,
) -> Result<Option<Quota>, Error> {
    let limits = &app.config.limits;
    let (of_instance, of_tenant) = (limits.media_instance_bytes, limits.media_tenant_bytes);
    if of_instance == 0 && of_tenant == 0 {
        return Ok(None);
    }
    let now = app.env.now();
    let (own, all) = if let Some(counted) = app.media_usage.of(tenant, instance, now) {
        counted
    } else {
        let counted = app.store.stored_bytes(tenant).await?;
        let own = counted.get(&instance).copied().unwrap_or_default();
        let all = counted.values().sum();
        app.media_usage.put(tenant, counted, now);
        (own, all)
    };
    let over = |limit: u64, used: u64| limit > 0 && used.saturating_add(more) > limit;
    Ok(if over(of_instance, own) {
        Some(Quota::Instance(of_instance))
    } else if over(of_tenant, all) {
        Some(Quota::Tenant(of_tenant))
    } else {
        None
    })
}
