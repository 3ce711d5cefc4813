//! Leases: ownership among nodes, with an epoch that fences late writers.

use crate::db::{Select, list, padded, statements};
use crate::dialect;
use crate::error::StorageError;
use crate::options::Engine;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

mod sql {
    use super::statements;

    statements! {
        /// The epoch grows unless the owner proves by its epoch that it is the process that holds the
        /// lease; a released lease has no owner.
        ACQUIRE = "INSERT INTO leases (name, owner, epoch, expires_at) VALUES ($1, $2, 1, $4)
            ON CONFLICT (name) DO UPDATE SET
                epoch = leases.epoch
                    + CASE WHEN leases.owner = excluded.owner AND leases.epoch = $5 THEN 0 ELSE 1 END,
                owner = excluded.owner, expires_at = excluded.expires_at
            WHERE leases.owner = excluded.owner OR leases.expires_at <= $3
            RETURNING epoch";
        RELEASE = "UPDATE leases SET owner = '', expires_at = 0
            WHERE name = $1 AND owner = $2 AND epoch = $3";
        /// With what it was the lease of, which never returns: otherwise the epoch would begin anew.
        DELETE = "DELETE FROM leases WHERE name = $1";
        /// Before its conditions.
        OWNED = "SELECT name, epoch FROM leases WHERE owner <> ''";
    }
}
pub(crate) use sql::ALL;

/// Before its list of names, which [`RETURNING`] follows.
const RENEW: &str = "UPDATE leases SET expires_at = $1 WHERE owner = $2 AND name IN (";
const RETURNING: &str = ") RETURNING name, epoch";

/// The name of the lease of an instance.
pub fn instance_lease(id: InstanceId) -> String {
    format!("instance:{id}")
}

/// A fencing token: a lease and the epoch under which its owner writes. What is written with it is
/// written only while no other owner has acquired the lease and it is not released. Once lost it
/// stays lost, because an epoch never returns.
#[derive(Debug)]
pub struct Fence {
    lease: String,
    epoch: i64,
    lost: AtomicBool,
}

impl Fence {
    /// The token of the owner of `lease` at `epoch`, as [`Tx::acquire_lease`] returned it.
    pub fn new(lease: impl Into<String>, epoch: i64) -> Arc<Self> {
        Arc::new(Self { lease: lease.into(), epoch, lost: AtomicBool::new(false) })
    }

    /// The lease's name.
    pub fn lease(&self) -> &str {
        &self.lease
    }

    /// The epoch.
    pub const fn epoch(&self) -> i64 {
        self.epoch
    }

    /// Whether the lease is known to be lost.
    pub fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// Refuses every later write with this token.
    pub fn lose(&self) {
        self.lost.store(true, Ordering::Release);
    }
}

impl Tx {
    /// The present time: `now`, or the database's own clock, which is the same for every node.
    pub(crate) async fn time(&mut self, now: Option<Timestamp>) -> Result<Timestamp, StorageError> {
        match now {
            Some(now) => Ok(now),
            None => dialect::now(&mut self.db()).await,
        }
    }

    /// Acquires a lease that is free, expired or already `owner`'s, by `now` or by the database's
    /// clock. Returns its epoch, which grows unless the owner holds the lease at the epoch `held`: what
    /// an earlier process of the same owner still writes is refused.
    pub async fn acquire_lease(
        &mut self,
        name: &str,
        owner: &str,
        held: Option<i64>,
        now: Option<Timestamp>,
        ttl: Duration,
    ) -> Result<Option<i64>, StorageError> {
        dialect::lock_lease(&mut self.db(), name).await?;
        let now = self.time(now).await?;
        let row: Option<(i64,)> = self
            .db()
            .query(sql::ACQUIRE)
            .bind(name)
            .bind(owner)
            .bind(now.0)
            .bind(now.plus(ttl).0)
            .bind(held)
            .maybe()
            .await?;
        Ok(row.map(|(epoch,)| epoch))
    }

    /// Prolongs leases. Returns the names of those that are still `owner`'s.
    pub async fn renew_leases(
        &mut self,
        leases: &[(String, i64)],
        owner: &str,
        now: Option<Timestamp>,
        ttl: Duration,
    ) -> Result<Vec<String>, StorageError> {
        let until = self.time(now).await?.plus(ttl);
        let epochs: HashMap<&str, i64> =
            leases.iter().map(|(name, epoch)| (name.as_str(), *epoch)).collect();
        let names: Vec<&str> = epochs.keys().copied().collect();
        let mut held = Vec::with_capacity(leases.len());
        for some in padded(&names) {
            let text = format!("{RENEW}{}{RETURNING}", list(3, some.len()));
            let mut db = self.db();
            let query = db.composed(text).bind(until.0).bind(owner).bind_all(some);
            let rows: Vec<(String, i64)> = query.all().await?;
            let same = |(name, epoch): &(String, i64)| epochs.get(name.as_str()) == Some(epoch);
            held.extend(rows.into_iter().filter(same).map(|(name, _)| name));
        }
        Ok(held)
    }

    /// Releases a lease. Returns whether it was `owner`'s at that epoch.
    pub async fn release_lease(
        &mut self,
        name: &str,
        owner: &str,
        epoch: i64,
    ) -> Result<bool, StorageError> {
        dialect::lock_lease(&mut self.db(), name).await?;
        let mut db = self.db();
        let query = db.query(sql::RELEASE).bind(name).bind(owner).bind(epoch);
        Ok(query.run().await? > 0)
    }

    /// Deletes the lease of an instance that is deleted. An owner that holds it has lost it.
    pub(crate) async fn delete_instance_lease(
        &mut self,
        id: InstanceId,
    ) -> Result<(), StorageError> {
        self.db().query(sql::DELETE).bind(instance_lease(id)).run().await.map(drop)
    }

    /// Marks those of `fences` as lost that hold no longer. The others hold until the commit: what
    /// is written with them is written by the owner.
    pub async fn check_fences(&mut self, fences: &[Arc<Fence>]) -> Result<(), StorageError> {
        // One process writes to a SQLite file, and it marks its own tokens.
        if self.engine() == Engine::Sqlite {
            return Ok(());
        }
        let unknown: Vec<&Arc<Fence>> = fences.iter().filter(|fence| !fence.is_lost()).collect();
        for some in unknown.chunks(100) {
            let mut select = Select::new(sql::OWNED);
            select.and_in("name", some.iter().map(|fence| fence.lease.as_str()));
            select.push(dialect::for_key_share(self.engine()));
            let owned: Vec<(String, i64)> = select.on(&mut self.db()).all().await?;
            let owned: HashMap<String, i64> = owned.into_iter().collect();
            for fence in some {
                if owned.get(&fence.lease) != Some(&fence.epoch) {
                    fence.lose();
                }
            }
        }
        Ok(())
    }

    /// [`StorageError::Fenced`] unless `fence` holds, now and until the commit.
    pub async fn require_fence(&mut self, fence: &Arc<Fence>) -> Result<(), StorageError> {
        self.check_fences(std::slice::from_ref(fence)).await?;
        if fence.is_lost() { Err(StorageError::Fenced) } else { Ok(()) }
    }
}
