//! The table `tenant_keys`: which API key is a tenant's at entry points.

use crate::db::{Conn, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::ids::{ApiKeyId, TenantId};
use uuid::Uuid;

mod sql {
    use super::statements;

    statements! {
        PUT = "INSERT INTO tenant_keys (tenant_id, key_id) VALUES ($1, $2)
            ON CONFLICT (tenant_id) DO UPDATE SET key_id = excluded.key_id";
        FIND = "SELECT key_id FROM tenant_keys WHERE tenant_id = $1";
    }
}
pub(crate) use sql::ALL;

async fn find(db: &mut Conn<'_>, t: TenantId) -> Result<Option<ApiKeyId>, StorageError> {
    let row: Option<(Uuid,)> = db.query(sql::FIND).bind(t.0).maybe().await?;
    Ok(row.map(|(id,)| ApiKeyId(id)))
}

lookups! {
    /// The tenant's key at entry points.
    find_tenant_key(t: TenantId) -> Option<ApiKeyId> = find;
}

impl Tx {
    /// Sets or replaces the tenant's key at entry points. Others that do so wait for the commit.
    pub async fn put_tenant_key(&mut self, t: TenantId, key: ApiKeyId) -> Result<(), StorageError> {
        self.db().query(sql::PUT).bind(t.0).bind(key.0).run().await.map(drop)
    }
}
