//! Idempotency keys: the same request twice is one message.

use crate::db::{Conn, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::access::Principal;
use omni_domain::ids::{MessageId, TenantId};
use uuid::Uuid;

mod sql {
    use super::statements;

    statements! {
        CLAIM = "INSERT INTO idempotency_claims
            (tenant_id, principal, key, request_hash, message_id, created_at)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, principal, key) DO NOTHING";
        FIND = "SELECT message_id, request_hash FROM idempotency_claims
            WHERE tenant_id = $1 AND principal = $2 AND key = $3";
        FIND_SHARED = "SELECT message_id, request_hash FROM idempotency_keys
            WHERE tenant_id = $1 AND key = $2";
        DELETE_BEFORE = "DELETE FROM idempotency_claims WHERE (tenant_id, principal, key) IN
            (SELECT tenant_id, principal, key FROM idempotency_claims WHERE created_at < $1
             ORDER BY created_at LIMIT $2)";
        DELETE_SHARED_BEFORE = "DELETE FROM idempotency_keys WHERE (tenant_id, key) IN
            (SELECT tenant_id, key FROM idempotency_keys WHERE created_at < $1
             ORDER BY created_at LIMIT $2)";
    }
}
pub(crate) use sql::ALL;

/// An idempotency key together with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The tenant of the credential.
    pub tenant_id: TenantId,
    /// The credential.
    pub principal: Principal,
    /// The key, as the credential's holder chose it.
    pub key: String,
}

/// What a key was used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The message that request made.
    pub message_id: MessageId,
    /// What that request asked for; a different one is a mistake of the caller's.
    pub request_hash: String,
}

/// Whether a key was seen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is new, and now belongs to this request.
    New,
    /// It was.
    Existing(Earlier),
}

async fn find(db: &mut Conn<'_>, key: &IdempotencyKey) -> Result<Option<Earlier>, StorageError> {
    let query = db.query(sql::FIND).bind(key.tenant_id.0).bind(key.principal.to_string());
    let row = query.bind(&key.key).maybe::<(Uuid, String)>().await?;
    Ok(row.map(earlier))
}

async fn find_shared(
    db: &mut Conn<'_>,
    t: TenantId,
    key: &str,
) -> Result<Option<Earlier>, StorageError> {
    let row = db.query(sql::FIND_SHARED).bind(t.0).bind(key).maybe::<(Uuid, String)>().await?;
    Ok(row.map(earlier))
}

fn earlier((message_id, request_hash): (Uuid, String)) -> Earlier {
    Earlier { message_id: MessageId(message_id), request_hash }
}

lookups! {
    /// What a key was used for by its credential.
    find_idempotency(key: &IdempotencyKey) -> Option<Earlier> = find;
    /// What a key was used for by some credential of the tenant, before keys belonged to
    /// credentials.
    find_shared_idempotency(t: TenantId, key: &str) -> Option<Earlier> = find_shared;
}

impl Tx {
    /// Claims the key for this request, unless it is used.
    pub async fn claim_idempotency(
        &mut self,
        key: &IdempotencyKey,
        request_hash: &str,
        message_id: MessageId,
        now: Timestamp,
    ) -> Result<Claim, StorageError> {
        let mut db = self.db();
        let claim = db.query(sql::CLAIM).bind(key.tenant_id.0).bind(key.principal.to_string());
        let claim = claim.bind(&key.key).bind(request_hash).bind(message_id.0).bind(now.0);
        if claim.run().await? > 0 {
            return Ok(Claim::New);
        }
        let taken = find(&mut db, key).await?.ok_or(StorageError::Stale)?;
        Ok(Claim::Existing(taken))
    }

    /// Deletes keys older than `cutoff`, at most `limit` of each kind. Returns how many.
    pub async fn delete_idempotency_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let (mut db, limit) = (self.db(), i64::from(limit));
        let shared = db.query(sql::DELETE_SHARED_BEFORE).bind(cutoff.0).bind(limit).run().await?;
        Ok(shared + db.query(sql::DELETE_BEFORE).bind(cutoff.0).bind(limit).run().await?)
    }
}
