//! Leases: ownership among nodes, with an epoch that fences late writers.

use crate::db::statements;
use crate::dialect;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use std::time::Duration;

mod sql {
    use super::statements;

    statements! {
        /// The epoch grows whenever the owner changes; a released lease has no owner.
        ACQUIRE = "INSERT INTO leases (name, owner, epoch, expires_at) VALUES ($1, $2, 1, $4)
            ON CONFLICT (name) DO UPDATE SET
                epoch = leases.epoch + CASE WHEN leases.owner = excluded.owner THEN 0 ELSE 1 END,
                owner = excluded.owner, expires_at = excluded.expires_at
            WHERE leases.owner = excluded.owner OR leases.expires_at <= $3
            RETURNING epoch";
        RENEW = "UPDATE leases SET expires_at = $4
            WHERE name = $1 AND owner = $2 AND epoch = $3 RETURNING name";
        RELEASE = "UPDATE leases SET owner = '', expires_at = 0
            WHERE name = $1 AND owner = $2 AND epoch = $3";
        CHECK = "SELECT epoch FROM leases WHERE name = $1 AND epoch = $2 AND owner <> ''";
    }
}
pub(crate) use sql::ALL;

impl Tx {
    /// Acquires a lease that is free, expired or already `owner`'s. Returns its epoch. The epoch
    /// grows each time the owner changes and stays when the same owner acquires it again.
    pub async fn acquire_lease(
        &mut self,
        name: &str,
        owner: &str,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<Option<i64>, StorageError> {
        let row: Option<(i64,)> = self
            .db()
            .query(sql::ACQUIRE)
            .bind(name)
            .bind(owner)
            .bind(now.0)
            .bind(now.plus(ttl).0)
            .maybe()
            .await?;
        Ok(row.map(|(epoch,)| epoch))
    }

    /// Prolongs leases. Returns the names of those that are still `owner`'s.
    pub async fn renew_leases(
        &mut self,
        leases: &[(String, i64)],
        owner: &str,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<Vec<String>, StorageError> {
        let mut held = Vec::with_capacity(leases.len());
        let mut db = self.db();
        for (name, epoch) in leases {
            let query = db.query(sql::RENEW).bind(name).bind(owner).bind(*epoch);
            let row: Option<(String,)> = query.bind(now.plus(ttl).0).maybe().await?;
            held.extend(row.map(|(name,)| name));
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
        let mut db = self.db();
        let query = db.query(sql::RELEASE).bind(name).bind(owner).bind(epoch);
        Ok(query.run().await? > 0)
    }

    /// Whether no other owner has acquired the lease since `epoch`, now and until the commit: what
    /// is written with it is written by the owner.
    pub async fn check_lease(&mut self, name: &str, epoch: i64) -> Result<bool, StorageError> {
        let text = format!("{}{}", sql::CHECK, dialect::for_share(self.engine()));
        let row: Option<(i64,)> = self.db().composed(text).bind(name).bind(epoch).maybe().await?;
        Ok(row.is_some())
    }
}
