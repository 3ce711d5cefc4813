//! Another node's transaction on Postgres, kept open for as long as a test needs.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(5);

/// A transaction that has run its statements and is not committed.
#[derive(Debug)]
pub struct HeldTransaction(PgConnection);

impl HeldTransaction {
    /// Runs these statements on the database at `url`.
    pub async fn begin(url: &str, statements: &str) -> Self {
        let mut connection = PgConnection::connect(url).await.unwrap();
        let statements = format!("BEGIN; {statements}");
        connection.execute(sqlx::raw_sql(AssertSqlSafe(statements))).await.unwrap();
        Self(connection)
    }

    /// Waits until another connection waits for a lock of this transaction, then commits it.
    pub async fn commit_when_awaited(mut self) {
        let awaited = "SELECT EXISTS (SELECT 1 FROM pg_locks \
            WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))";
        let start = Instant::now();
        while !sqlx::query_scalar::<_, bool>(awaited).fetch_one(&mut self.0).await.unwrap() {
            assert!(start.elapsed() < LIMIT, "no connection waits for the transaction");
            tokio::time::sleep(POLL).await;
        }
        self.0.execute("COMMIT").await.unwrap();
        self.0.close().await.unwrap();
    }
}
