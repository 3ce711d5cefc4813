//! The table `sign_in_failures`.

use crate::db::{Conn, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
pub(crate) use sql::ALL;

/// The attempts of a subject to sign in since its last success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInFailures {
    /// How many.
    pub failures: i64,
    /// Further attempts are refused until then.
    pub blocked_until: Timestamp,
    /// The latest.
    pub failed_at: Timestamp,
}

mod sql {
    use super::statements;

    statements! {
        FIND = "SELECT failures, blocked_until, failed_at FROM sign_in_failures WHERE subject = $1";
        /// The row exists afterwards, and stays as it is until the commit.
        CLAIM = "INSERT INTO sign_in_failures (subject, failures, blocked_until, failed_at)
            VALUES ($1, 0, 0, 0) ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject
            RETURNING failures, blocked_until, failed_at";
        PUT = "UPDATE sign_in_failures SET failures = $2, blocked_until = $3, failed_at = $4
            WHERE subject = $1";
        CLEAR = "DELETE FROM sign_in_failures WHERE subject = $1";
        DELETE_BEFORE = "DELETE FROM sign_in_failures WHERE subject IN
            (SELECT subject FROM sign_in_failures WHERE failed_at < $1 ORDER BY failed_at LIMIT $2)";
        /// The latest attempt of those beyond the newest `$1`.
        SURPLUS = "SELECT failed_at FROM sign_in_failures ORDER BY failed_at DESC LIMIT 1 OFFSET $1";
    }
}

type Row = (i64, i64, i64);

fn read((failures, blocked_until, failed_at): Row) -> SignInFailures {
    SignInFailures {
        failures,
        blocked_until: Timestamp(blocked_until),
        failed_at: Timestamp(failed_at),
    }
}

async fn find(db: &mut Conn<'_>, subject: &str) -> Result<Option<SignInFailures>, StorageError> {
    Ok(db.query(sql::FIND).bind(subject).maybe::<Row>().await?.map(read))
}

async fn surplus(db: &mut Conn<'_>, max: u32) -> Result<Option<Timestamp>, StorageError> {
    let row = db.query(sql::SURPLUS).bind(i64::from(max)).maybe::<(i64,)>().await?;
    Ok(row.map(|(at,)| Timestamp(at)))
}

lookups! {
    /// The failures of a subject.
    find_sign_in_failures(subject: &str) -> Option<SignInFailures> = find;
    /// The latest failure among the oldest subjects beyond `max`; `None` if there are not more.
    surplus_sign_in_failures(max: u32) -> Option<Timestamp> = surplus;
}

impl Tx {
    /// The failures of a subject, which stay as they are until the commit.
    pub async fn claim_sign_in_failures(
        &mut self,
        subject: &str,
    ) -> Result<SignInFailures, StorageError> {
        Ok(read(self.db().query(sql::CLAIM).bind(subject).one::<Row>().await?))
    }

    /// Writes the failures of a subject that was claimed.
    pub async fn put_sign_in_failures(
        &mut self,
        subject: &str,
        to: SignInFailures,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::PUT).bind(subject).bind(to.failures);
        query.bind(to.blocked_until.0).bind(to.failed_at.0).run().await.map(drop)
    }

    /// Forgets the failures of a subject.
    pub async fn clear_sign_in_failures(&mut self, subject: &str) -> Result<(), StorageError> {
        self.db().query(sql::CLEAR).bind(subject).run().await.map(drop)
    }

    /// Deletes failures from before `cutoff`, at most `limit`. Returns how many.
    pub async fn delete_sign_in_failures_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE_BEFORE).bind(cutoff.0).bind(i64::from(limit)).run().await
    }
}
