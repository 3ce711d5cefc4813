//! SQLite: copies the write-ahead log into the database file.
//!
//! On its own the connection that commits the log's four-thousandth page does that, with the `fsync`
//! of the database file, and every write behind it waits: some 30 ms on an ordinary disk. Here another
//! connection does it while writes go on. The log starts over once all of it is copied and no reader
//! needs it; where commits never pause, the writer is asked to copy the small rest itself between two
//! transactions ([`Rest`]).
//! <https://www.sqlite.org/wal.html#checkpointing>

use crate::dialect;
use crate::error::StorageError;
use crate::options::StoreOptions;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// Pages of a log that is worth a copy: a page that changed several times is written once.
const WORTH_PAGES: i64 = 4000;
/// What may be left to the writer, which copies it in a few milliseconds.
const SMALL_REST: i64 = 400;
/// Pages of the log after which the writing connection copies it itself, all of it.
pub(crate) const BACKSTOP_PAGES: u32 = 16_000;
/// Copies of one look at most.
const PASSES: usize = 5;
/// The shortest time between two looks at the log.
const EVERY: Duration = Duration::from_millis(100);
/// The pause after a failure, such as a full disk.
const AFTER_ERROR: Duration = Duration::from_secs(5);

/// Whether the writer is asked to copy what is left of the log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rest(Arc<AtomicBool>);

impl Rest {
    fn ask(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it is asked for; once.
    pub(crate) fn take(&self) -> bool {
        self.0.swap(false, Ordering::AcqRel)
    }
}

/// Pages of the log, and how many of them are in the database file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Log {
    pages: i64,
    copied: i64,
}

/// Copies the log when it is worth it, until `commits` is closed.
pub(crate) async fn run(
    connect: SqliteConnectOptions,
    options: StoreOptions,
    mut commits: watch::Receiver<()>,
    rest: Rest,
) {
    let mut conn = None;
    while commits.changed().await.is_ok() {
        if let Err(error) = look(&mut conn, &connect, &options, &rest).await {
            // The log grows until the writer copies it.
            tracing::warn!(%error, "the write-ahead log could not be copied");
            conn = None;
            tokio::time::sleep(AFTER_ERROR).await;
        }
        tokio::time::sleep(EVERY).await;
    }
    if let Some(conn) = conn
        && let Err(error) = SqliteConnection::close(conn).await
    {
        tracing::warn!(%error, "the connection of checkpoints did not close cleanly");
    }
}

async fn look(
    conn: &mut Option<SqliteConnection>,
    connect: &SqliteConnectOptions,
    options: &StoreOptions,
    rest: &Rest,
) -> Result<(), StorageError> {
    let conn = match conn {
        Some(conn) => conn,
        none => none.insert(dialect::sqlite::connect_checkpointer(connect, options).await?),
    };
    let mut log = checkpoint(conn, "PRAGMA wal_checkpoint(NOOP)").await?;
    if log.pages < WORTH_PAGES {
        return Ok(());
    }
    // What was committed during the first copy is little.
    for _ in 0..PASSES {
        if log.pages - log.copied <= SMALL_REST {
            break;
        }
        log = checkpoint(conn, "PRAGMA wal_checkpoint(PASSIVE)").await?;
    }
    if (1..=SMALL_REST).contains(&(log.pages - log.copied)) {
        rest.ask();
    }
    tracing::trace!(log.pages, log.copied, "the write-ahead log was copied");
    Ok(())
}

async fn checkpoint(
    conn: &mut SqliteConnection,
    pragma: &'static str,
) -> Result<Log, StorageError> {
    let row: (i64, i64, i64) = sqlx::query_as(pragma).fetch_one(conn).await?;
    let (_busy, pages, copied) = row;
    Ok(Log { pages, copied })
}

#[cfg(test)]
mod tests {
    use super::{Log, Rest, WORTH_PAGES, checkpoint, run};
    use crate::StoreOptions;
    use crate::dialect::sqlite::{connect_checkpointer, connect_options, connect_writer};
    use sqlx::Executor;
    use sqlx::sqlite::SqliteConnection;
    use tokio::sync::watch;

    /// Writes a table of that many pages.
    async fn fill(writer: &mut SqliteConnection, pages: u32) {
        let text = format!(
            "CREATE TABLE filling_{pages} AS WITH RECURSIVE n(i) AS
             (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {pages})
             SELECT i, randomblob(4000) AS bytes FROM n"
        );
        writer.execute(sqlx::query(sqlx::AssertSqlSafe(text))).await.expect("a table");
    }

    #[tokio::test]
    async fn the_writer_is_asked_to_copy_a_small_rest() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("omni.db").display());
        let options = StoreOptions::default();
        let connect = connect_options(&url, &options).expect("options");
        let mut writer = connect_writer(&connect, &options).await.expect("a connection");
        fill(&mut writer, 4500).await;
        // A commit that the copy does not reach, as one during the copy.
        let mut reader = connect_checkpointer(&connect, &options).await.expect("a connection");
        reader.execute("BEGIN").await.expect("a transaction");
        reader.execute("SELECT COUNT(*) FROM filling_4500").await.expect("a snapshot");
        fill(&mut writer, 50).await;
        let (commits, committed) = watch::channel(());
        let rest = Rest::default();
        let copying = tokio::spawn(run(connect, options, committed, rest.clone()));
        commits.send_replace(());
        while !rest.take() {
            tokio::task::yield_now().await;
        }
        reader.execute("COMMIT").await.expect("the end of the transaction");
        let log = checkpoint(&mut writer, "PRAGMA wal_checkpoint(PASSIVE)").await.expect("a copy");
        assert_eq!(log.pages, log.copied);
        writer.execute("CREATE TABLE more (i)").await.expect("a write");
        let after = checkpoint(&mut writer, "PRAGMA wal_checkpoint(NOOP)").await.expect("a look");
        assert!(after.pages < 100, "the log starts over: {after:?}");
        drop(commits);
        copying.await.expect("it ends with the writer");
    }

    #[tokio::test]
    async fn a_long_log_is_copied_while_a_write_is_open() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("omni.db").display());
        let options = StoreOptions::default();
        let connect = connect_options(&url, &options).expect("options");
        let mut writer = connect_writer(&connect, &options).await.expect("a connection");
        fill(&mut writer, 4500).await;
        let mut other = connect_checkpointer(&connect, &options).await.expect("a connection");
        let before = checkpoint(&mut other, "PRAGMA wal_checkpoint(NOOP)").await.expect("a look");
        assert!(before.pages > WORTH_PAGES && before.copied == 0, "{before:?}");

        writer.execute("BEGIN IMMEDIATE").await.expect("a transaction");
        let (commits, committed) = watch::channel(());
        let copying = tokio::spawn(run(connect, options, committed, Rest::default()));
        commits.send_replace(());
        let copied = Log { copied: before.pages, ..before };
        while checkpoint(&mut other, "PRAGMA wal_checkpoint(NOOP)").await.expect("a look") != copied
        {
            tokio::task::yield_now().await;
        }
        writer.execute("ROLLBACK").await.expect("the end of the transaction");
        writer.execute("CREATE TABLE more (i)").await.expect("a write");
        let after = checkpoint(&mut other, "PRAGMA wal_checkpoint(NOOP)").await.expect("a look");
        assert!(after.pages < 100, "the log starts over: {after:?}");

        drop(commits);
        copying.await.expect("it ends with the writer");
    }
}
