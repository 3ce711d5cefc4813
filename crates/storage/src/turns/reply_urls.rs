//! The table `reply_urls`: one-time addresses for agents that answer later.

use super::table::{self, TurnRow};
use crate::Store;
use crate::db::{Conn, readable, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{ReplyUrlId, TenantId, TurnId};
use omni_domain::turn::Turn;
use uuid::Uuid;

row! {
    struct ReplyUrlRow {
        id: Uuid,
        tenant_id: Uuid,
        turn_id: Uuid,
        secret_hash: String,
        created_at: i64,
        expires_at: i64,
        used_at: Option<i64>,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO reply_urls (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        FIND = concat!("SELECT ", columns!(), " FROM reply_urls WHERE id = $1");
        /// All of a turn's: a question has one answer.
        USE = "UPDATE reply_urls SET used_at = $2 WHERE turn_id = $1 AND used_at IS NULL";
        DELETE_BEFORE = "DELETE FROM reply_urls WHERE id IN
            (SELECT id FROM reply_urls WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";
    }
}
pub(crate) use sql::ALL;

/// An address that an agent's late answer may be sent to, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyUrl {
    /// Its id; part of the address, and no secret.
    pub id: ReplyUrlId,
    /// Owner of the turn.
    pub tenant_id: TenantId,
    /// The turn.
    pub turn_id: TurnId,
    /// Hash of the address's secret, in hexadecimal.
    pub secret_hash: String,
    /// When the question was sent.
    pub created_at: Timestamp,
    /// Valid until then.
    pub expires_at: Timestamp,
    /// When its question was answered, by this address or by another of the turn.
    pub used_at: Option<Timestamp>,
}

impl From<ReplyUrlRow> for ReplyUrl {
    fn from(row: ReplyUrlRow) -> Self {
        Self {
            id: ReplyUrlId(row.id),
            tenant_id: TenantId(row.tenant_id),
            turn_id: TurnId(row.turn_id),
            secret_hash: row.secret_hash,
            created_at: Timestamp(row.created_at),
            expires_at: Timestamp(row.expires_at),
            used_at: row.used_at.map(Timestamp),
        }
    }
}

async fn find(db: &mut Conn<'_>, id: ReplyUrlId) -> Result<Option<ReplyUrl>, StorageError> {
    let row = db.query(sql::FIND).bind(id.0).maybe::<ReplyUrlRow>().await?;
    Ok(row.map(ReplyUrl::from))
}

lookups! {
    /// An address by its public part, of any tenant: its secret is the only credential.
    find_reply_url(id: ReplyUrlId) -> Option<ReplyUrl> = find;
}

impl Store {
    /// Turns, of all tenants, that wait for an answer whose addresses have all expired; at most
    /// `limit`.
    pub async fn unanswered_turns(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Turn>, StorageError> {
        let mut reader = self.reader().await?;
        let mut conn = reader.conn();
        let query = conn.query(table::UNANSWERED).bind(now.0).bind(i64::from(limit));
        Ok(readable(query.all::<TurnRow>().await?).collect())
    }
}

impl Tx {
    /// Adds an address.
    pub async fn insert_reply_url(&mut self, url: &ReplyUrl) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::INSERT).bind(url.id.0).bind(url.tenant_id.0);
        let query = query.bind(url.turn_id.0).bind(url.secret_hash.as_str());
        let query = query.bind(url.created_at.0).bind(url.expires_at.0);
        query.bind(url.used_at.map(|at| at.0)).run().await.map(drop)
    }

    /// Uses up every address of a turn; `false` if that was done before. Of two concurrent calls
    /// one gets `false`, also on two nodes: the second waits for the first's row.
    pub async fn use_reply_urls(
        &mut self,
        turn: TurnId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::USE).bind(turn.0).bind(now.0).run().await? > 0)
    }

    /// Deletes addresses that expired before `cutoff`, at most `limit`. Returns how many.
    pub async fn delete_reply_urls_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE_BEFORE).bind(cutoff.0).bind(i64::from(limit)).run().await
    }
}
