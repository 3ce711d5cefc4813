//! Idempotency keys: the same request twice is one message.

use crate::db::statements;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{MessageId, TenantId};
use uuid::Uuid;

mod sql {
    use super::statements;

    statements! {
        CLAIM = "INSERT INTO idempotency_keys (tenant_id, key, request_hash, message_id, created_at)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, key) DO NOTHING";
        FIND = "SELECT message_id, request_hash FROM idempotency_keys
            WHERE tenant_id = $1 AND key = $2";
        DELETE_BEFORE = "DELETE FROM idempotency_keys WHERE created_at < $1";
    }
}
pub(crate) use sql::ALL;

/// Whether a key was seen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is new, and now belongs to this request.
    New,
    /// It was.
    Existing {
        /// The message of that request.
        message_id: MessageId,
        /// The content of that request; a different one is a fault of the caller.
        request_hash: String,
    },
}

impl crate::Store {
    /// The message a key was used for, and the content of that request.
    pub async fn find_idempotency(
        &self,
        t: TenantId,
        key: &str,
    ) -> Result<Option<(MessageId, String)>, StorageError> {
        let mut reader = self.reader().await?;
        let row =
            reader.conn().query(sql::FIND).bind(t.0).bind(key).maybe::<(Uuid, String)>().await?;
        Ok(row.map(|(message_id, request_hash)| (MessageId(message_id), request_hash)))
    }
}

impl Tx {
    /// Claims the key for this request, unless it is used.
    pub async fn claim_idempotency(
        &mut self,
        t: TenantId,
        key: &str,
        request_hash: &str,
        message_id: MessageId,
        now: Timestamp,
    ) -> Result<Claim, StorageError> {
        let mut db = self.db();
        let claim = db.query(sql::CLAIM).bind(t.0).bind(key).bind(request_hash);
        if claim.bind(message_id.0).bind(now.0).run().await? > 0 {
            return Ok(Claim::New);
        }
        let (message_id, request_hash): (Uuid, String) =
            db.query(sql::FIND).bind(t.0).bind(key).one().await?;
        Ok(Claim::Existing { message_id: MessageId(message_id), request_hash })
    }

    /// Deletes keys older than `cutoff`. Returns how many.
    pub async fn delete_idempotency_before(
        &mut self,
        cutoff: Timestamp,
    ) -> Result<u64, StorageError> {
        self.db().query(sql::DELETE_BEFORE).bind(cutoff.0).run().await
    }
}
