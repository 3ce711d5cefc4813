//! The table `signing_keys`.

use crate::db::{Conn, readable, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::SigningKeyId;
use omni_domain::user::SigningKey;
pub(crate) use sql::ALL;
use uuid::Uuid;

row! {
    struct SigningKeyRow {
        id: Uuid,
        sealed: String,
        created_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!("INSERT INTO signing_keys (", columns!(), ") VALUES ($1, $2, $3)");
        LIST = concat!(
            "SELECT ", columns!(), " FROM signing_keys ORDER BY created_at DESC, id DESC LIMIT $1",
        );
        DELETE_OTHERS = "DELETE FROM signing_keys WHERE created_at < $1 AND id NOT IN
            (SELECT id FROM signing_keys ORDER BY created_at DESC, id DESC LIMIT $2)";
    }
}

impl TryFrom<SigningKeyRow> for SigningKey {
    type Error = StorageError;

    fn try_from(row: SigningKeyRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: SigningKeyId(row.id),
            sealed: row.sealed,
            created_at: Timestamp(row.created_at),
        })
    }
}

async fn newest(db: &mut Conn<'_>, limit: u32) -> Result<Vec<SigningKey>, StorageError> {
    let rows = db.query(sql::LIST).bind(i64::from(limit)).all::<SigningKeyRow>().await?;
    Ok(readable(rows).collect())
}

lookups! {
    /// The keys that sign access tokens, newest first, at most `limit`.
    newest_signing_keys(limit: u32) -> Vec<SigningKey> = newest;
}

impl Tx {
    /// Adds a key, and deletes those before `cutoff` beyond the newest `kept`.
    pub async fn insert_signing_key(
        &mut self,
        key: &SigningKey,
        kept: u32,
        cutoff: Timestamp,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::INSERT).bind(key.id.0).bind(&key.sealed);
        query.bind(key.created_at.0).run().await?;
        let query = db.query(sql::DELETE_OTHERS).bind(cutoff.0).bind(i64::from(kept));
        query.run().await.map(drop)
    }
}
