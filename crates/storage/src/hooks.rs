//! Secrets of hooks, and the deliveries that were received.

use crate::db::{Conn, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, TenantId};
use uuid::Uuid;

/// The secret of an instance's hook, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookSecret {
    /// The instance it is for.
    pub instance_id: InstanceId,
    /// The instance's tenant.
    pub tenant_id: TenantId,
    /// The secret, sealed by the caller.
    pub sealed: String,
    /// Creation time.
    pub rotated_at: Timestamp,
}

row! {
    struct SecretRow {
        instance_id: Uuid,
        tenant_id: Uuid,
        sealed: String,
        rotated_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        PUT = concat!(
            "INSERT INTO hook_secrets (", columns!(), ") VALUES ($1, $2, $3, $4)
             ON CONFLICT (instance_id) DO UPDATE SET sealed = excluded.sealed,
             rotated_at = excluded.rotated_at",
        );
        FIND = concat!("SELECT ", columns!(), " FROM hook_secrets WHERE instance_id = $1");
        CLAIM = "INSERT INTO hook_deliveries (instance_id, delivery_id, created_at)
            VALUES ($1, $2, $3) ON CONFLICT (instance_id, delivery_id) DO NOTHING";
        DELETE_BEFORE = "DELETE FROM hook_deliveries WHERE (instance_id, delivery_id) IN
            (SELECT instance_id, delivery_id FROM hook_deliveries WHERE created_at < $1
             ORDER BY created_at LIMIT $2)";
    }
}
pub(crate) use sql::ALL;

impl From<SecretRow> for HookSecret {
    fn from(row: SecretRow) -> Self {
        Self {
            instance_id: InstanceId(row.instance_id),
            tenant_id: TenantId(row.tenant_id),
            sealed: row.sealed,
            rotated_at: Timestamp(row.rotated_at),
        }
    }
}

async fn secret(
    db: &mut Conn<'_>,
    instance: InstanceId,
) -> Result<Option<HookSecret>, StorageError> {
    let row = db.query(sql::FIND).bind(instance.0).maybe::<SecretRow>().await?;
    Ok(row.map(HookSecret::from))
}

lookups! {
    /// The secret of an instance's hook, of any tenant: a hook has no other caller.
    find_hook_secret(instance: InstanceId) -> Option<HookSecret> = secret;
}

impl Tx {
    /// Sets or replaces an instance's secret.
    pub async fn put_hook_secret(&mut self, secret: &HookSecret) -> Result<(), StorageError> {
        self.db()
            .query(sql::PUT)
            .bind(secret.instance_id.0)
            .bind(secret.tenant_id.0)
            .bind(&secret.sealed)
            .bind(secret.rotated_at.0)
            .run()
            .await
            .map(drop)
    }

    /// Records a delivery. Returns whether it is the first of its id.
    pub async fn claim_hook_delivery(
        &mut self,
        instance: InstanceId,
        delivery_id: &str,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let claim = db.query(sql::CLAIM).bind(instance.0).bind(delivery_id).bind(now.0);
        Ok(claim.run().await? > 0)
    }

    /// Deletes deliveries from before `cutoff`, at most `limit`. Returns how many.
    pub async fn delete_hook_deliveries_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE_BEFORE).bind(cutoff.0).bind(i64::from(limit)).run().await
    }
}
