//! A write's view of the database.

mod pending;

pub(crate) use pending::{Mark, Wanted};

use crate::committed::Commit;
use crate::db::{Conn, Link};
use crate::dialect;
use crate::error::StorageError;
use crate::options::{Engine, Synchronous};
use pending::Pending;
use sqlx::{Connection, Executor};

/// A write's view of the database: it sees the changes of earlier writes of its group, committed
/// or not. Passed to the closure of [`Store::write`](crate::Store::write); never call
/// `Store::write` from inside one, it would wait for itself.
#[derive(Debug)]
pub struct Tx {
    link: Link,
    pub(crate) pending: Pending,
    /// Whether this transaction holds the lock of the event log and the job order.
    log_locked: bool,
    /// SQLite: the durability that the connection is set to.
    synchronous: Synchronous,
}

impl Tx {
    /// Of a connection that was opened with this durability.
    pub(crate) fn new(link: Link, synchronous: Synchronous) -> Self {
        Self { link, pending: Pending::default(), log_locked: false, synchronous }
    }

    pub(crate) const fn db(&mut self) -> Conn<'_> {
        self.link.conn()
    }

    /// The connection together with what is held back, to write the one with the other.
    pub(crate) const fn parts(&mut self) -> (Conn<'_>, &mut Pending) {
        (self.link.conn(), &mut self.pending)
    }

    /// Which database this is.
    pub const fn engine(&self) -> Engine {
        match self.link {
            Link::Sqlite(_) => Engine::Sqlite,
            Link::Postgres(_) => Engine::Postgres,
        }
    }

    /// Begins a transaction. On SQLite its commit is as durable as `synchronous` determines.
    pub(crate) async fn begin(&mut self, synchronous: Synchronous) -> Result<(), StorageError> {
        self.pending = Pending::default();
        self.log_locked = false;
        if self.synchronous != synchronous
            && let Link::Sqlite(conn) = &mut self.link
        {
            // SQLite applies the setting when it compiles the text, so it must not be a cached statement.
            let text = dialect::sqlite::begin_with(synchronous);
            conn.execute(sqlx::raw_sql(text)).await?;
            self.synchronous = synchronous;
            return Ok(());
        }
        let text = dialect::begin(self.engine());
        self.db().query(text).run().await.map(drop)
    }

    pub(crate) async fn savepoint(&mut self) -> Result<(), StorageError> {
        self.db().query("SAVEPOINT op").run().await.map(drop)
    }

    /// Keeps what the open savepoint holds and opens the next, in one round trip.
    pub(crate) async fn next_savepoint(&mut self) -> Result<(), StorageError> {
        const NEXT: &str = "RELEASE SAVEPOINT op; SAVEPOINT op";
        match &mut self.link {
            Link::Sqlite(conn) => conn.execute(sqlx::query(NEXT)).await.map(drop)?,
            // Only Postgres' simple protocol takes two statements at once.
            Link::Postgres(conn) => conn.execute(sqlx::raw_sql(NEXT)).await.map(drop)?,
        }
        Ok(())
    }

    pub(crate) async fn rollback_to_savepoint(&mut self) -> Result<(), StorageError> {
        self.db().query("ROLLBACK TO SAVEPOINT op").run().await.map(drop)
    }

    pub(crate) async fn rollback(&mut self) -> Result<(), StorageError> {
        self.db().query("ROLLBACK").run().await.map(drop)
    }

    /// Writes what is still held back, commits, and returns what was committed.
    pub(crate) async fn commit(&mut self) -> Result<Commit, StorageError> {
        self.flush().await?;
        self.db().query("COMMIT").run().await?;
        Ok(std::mem::take(&mut self.pending).into_commit())
    }

    /// SQLite, outside of a transaction: copies what is left of the write-ahead log into the file.
    pub(crate) async fn copy_log(&mut self) -> Result<(), StorageError> {
        self.db().query("PRAGMA wal_checkpoint(PASSIVE)").run().await.map(drop)
    }

    pub(crate) async fn close(self) {
        let closed = match self.link {
            Link::Sqlite(conn) => conn.close().await,
            Link::Postgres(conn) => conn.close().await,
        };
        if let Err(error) = closed {
            tracing::warn!(%error, "the writing connection did not close cleanly");
        }
    }

    /// Takes the lock of the event log and the job order, once per transaction.
    pub(crate) async fn lock_log(&mut self) -> Result<(), StorageError> {
        if !self.log_locked {
            dialect::lock_log(&mut self.db()).await?;
            self.log_locked = true;
        }
        Ok(())
    }

    /// The position of this transaction, for [`Tx::rewind`].
    pub(crate) const fn mark(&self) -> Mark {
        self.pending.mark(self.log_locked)
    }

    /// Drops what was held back since the mark, together with a rollback of the database.
    pub(crate) fn rewind(&mut self, mark: Mark) {
        self.log_locked = mark.log_locked;
        self.pending.rewind(mark);
    }

    async fn flush(&mut self) -> Result<(), StorageError> {
        self.flush_events().await?;
        self.flush_figures().await?;
        self.flush_jobs().await?;
        self.flush_state().await?;
        self.flush_activity().await
    }
}

#[cfg(test)]
mod tests {
    use super::Tx;
    use crate::options::{StoreOptions, Synchronous};
    use crate::writer::Opener;

    async fn setting(tx: &mut Tx) -> i64 {
        let (level,) = tx.db().query("PRAGMA synchronous").one::<(i64,)>().await.expect("a level");
        level
    }

    #[tokio::test]
    async fn each_transaction_has_the_durability_that_it_begins_with() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("omni.db").display());
        let options = StoreOptions::default();
        let opener = Opener::new(&url, &options).expect("an address");
        let link = opener.open(&options).await.expect("a connection");
        let mut tx = Tx::new(link, options.synchronous);
        // Twice each: a cached statement would change nothing the second time.
        for (level, expected) in [
            (Synchronous::Full, 2),
            (Synchronous::Normal, 1),
            (Synchronous::Full, 2),
            (Synchronous::Normal, 1),
            (Synchronous::Normal, 1),
            (Synchronous::Full, 2),
        ] {
            tx.begin(level).await.expect("begun");
            assert_eq!(setting(&mut tx).await, expected);
            tx.rollback().await.expect("rolled back");
        }
    }
}
