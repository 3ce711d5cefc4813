//! API keys.

mod table;

use crate::Store;
use crate::db::Conn;
use crate::error::StorageError;
use crate::page::{after, page};
use crate::store::{locked_lookups, lookups};
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{ApiKeyId, TenantId};
use omni_domain::key::ApiKey;
use omni_domain::page::{Cursor, Page, PageRequest};
pub(crate) use table::ALL;
use table::KeyRow;

/// Uses of a key since they were last written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// The key.
    pub id: ApiKeyId,
    /// How many.
    pub uses: i64,
    /// The latest.
    pub last_used_at: Timestamp,
    /// Its origin.
    pub ip: Option<String>,
}

async fn by_hash(db: &mut Conn<'_>, hash: &str) -> Result<Option<ApiKey>, StorageError> {
    let row = db.query(table::FIND_BY_HASH).bind(hash).maybe::<KeyRow>().await?;
    row.map(ApiKey::try_from).transpose()
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: ApiKeyId,
) -> Result<Option<ApiKey>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<KeyRow>().await?;
    row.map(ApiKey::try_from).transpose()
}

async fn primary(db: &mut Conn<'_>) -> Result<Option<ApiKey>, StorageError> {
    let row = db.query(table::FIND_PRIMARY).maybe::<KeyRow>().await?;
    row.map(ApiKey::try_from).transpose()
}

lookups! {
    /// The key with this hash, of any tenant, revoked or not.
    find_key_by_hash(hash: &str) -> Option<ApiKey> = by_hash;
    /// A key.
    find_key(t: TenantId, id: ApiKeyId) -> Option<ApiKey> = find;
    /// The key created at first start.
    find_primary_key() -> Option<ApiKey> = primary;
}

locked_lookups! {
    /// A key that is about to be changed.
    lock_key(t: TenantId, id: ApiKeyId) -> ApiKey = table::FIND as KeyRow;
}

impl Store {
    /// The keys of a tenant, oldest first, revoked ones included.
    pub async fn list_keys(
        &self,
        t: TenantId,
        request: PageRequest,
    ) -> Result<Page<ApiKey>, StorageError> {
        let from = after(&request);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(table::LIST).bind(t.0).bind(from.key).bind(from.id);
        let rows = query.bind(i64::from(request.limit) + 1).all::<KeyRow>().await?;
        Ok(page(rows, request.limit, |key: &ApiKey| Cursor { key: key.created_at.0, id: key.id.0 }))
    }
}

impl Tx {
    /// Adds a key.
    pub async fn insert_key(&mut self, key: &ApiKey) -> Result<(), StorageError> {
        let (scopes, instance_ids) = table::json_columns(key);
        self.db()
            .query(table::INSERT)
            .bind(key.id.0)
            .bind(key.tenant_id.0)
            .bind(&key.name)
            .bind(&key.hash)
            .bind(&key.suffix)
            .bind(scopes)
            .bind(instance_ids)
            .bind(key.is_primary)
            .bind(key.is_operator)
            .bind(key.is_tenant)
            .bind(key.created_at.0)
            .bind(key.expires_at.map(|at| at.0))
            .bind(key.revoked_at.map(|at| at.0))
            .bind(key.last_used_at.map(|at| at.0))
            .bind(key.last_used_ip.as_deref())
            .bind(key.usage_count)
            .run()
            .await
            .map(drop)
    }

    /// Revokes a key (again does nothing). Returns the key. The primary key cannot be revoked:
    /// `None`.
    pub async fn revoke_key(
        &mut self,
        t: TenantId,
        id: ApiKeyId,
        now: Timestamp,
    ) -> Result<Option<ApiKey>, StorageError> {
        let mut db = self.db();
        let query = db.query(table::REVOKE).bind(t.0).bind(id.0).bind(now.0);
        query.maybe::<KeyRow>().await?.map(ApiKey::try_from).transpose()
    }

    /// Writes a key's name, scopes, instances, expiry and operator right. Returns the key, or
    /// `None` if it is deleted or revoked.
    pub async fn update_key(&mut self, key: &ApiKey) -> Result<Option<ApiKey>, StorageError> {
        let (scopes, instance_ids) = table::json_columns(key);
        let mut db = self.db();
        let query = db.query(table::UPDATE).bind(key.tenant_id.0).bind(key.id.0).bind(&key.name);
        let query = query.bind(scopes).bind(instance_ids).bind(key.expires_at.map(|at| at.0));
        let query = query.bind(key.is_operator);
        query.maybe::<KeyRow>().await?.map(ApiKey::try_from).transpose()
    }

    /// Gives a key another secret. Returns the key, or `None` if it is deleted or revoked.
    pub async fn replace_key_secret(
        &mut self,
        t: TenantId,
        id: ApiKeyId,
        hash: &str,
        suffix: &str,
    ) -> Result<Option<ApiKey>, StorageError> {
        let mut db = self.db();
        let query = db.query(table::REPLACE).bind(t.0).bind(id.0).bind(hash).bind(suffix);
        query.maybe::<KeyRow>().await?.map(ApiKey::try_from).transpose()
    }

    /// Writes uses of keys.
    pub async fn touch_keys(&mut self, uses: &[KeyUse]) -> Result<(), StorageError> {
        for KeyUse { id, uses, last_used_at, ip } in uses {
            let mut db = self.db();
            let query = db.query(table::TOUCH).bind(id.0).bind(*uses).bind(last_used_at.0);
            query.bind(ip.as_deref()).run().await?;
        }
        Ok(())
    }
}
