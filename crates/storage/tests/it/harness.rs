//! A throw-away database per test.

use omni_storage::{Engine, Store, StoreOptions};
use omni_testing::Database;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use std::ops::Deref;
use std::str::FromStr;

/// A migrated store on a database of its own.
pub(crate) struct Db {
    pub(crate) store: Store,
    pub(crate) url: String,
    database: Database,
}

impl Deref for Db {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Db {
    pub(crate) async fn sqlite(options: StoreOptions) -> Self {
        Self::open(Database::sqlite(), options).await
    }

    pub(crate) async fn postgres(options: StoreOptions) -> Self {
        Self::open(Database::postgres().await, options).await
    }

    async fn open(database: Database, options: StoreOptions) -> Self {
        let store = database.open_with(options).await;
        Self { store, url: database.url(), database }
    }

    /// Closes the store and opens the same database again.
    pub(crate) async fn reopen(&mut self) {
        self.store.close().await;
        self.store = Store::open(&self.url, StoreOptions::default()).await.expect("it opens again");
    }

    pub(crate) async fn remove(&self) {
        self.store.close().await;
        self.database.remove().await;
    }
}

/// Runs a statement beside the store.
pub(crate) async fn execute(db: &Db, text: &'static str) {
    match db.engine() {
        Engine::Sqlite => {
            let options = sqlx::sqlite::SqliteConnectOptions::from_str(&db.url).expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            conn.execute(sqlx::raw_sql(AssertSqlSafe(text))).await.expect("it runs");
        }
        Engine::Postgres => {
            let options = sqlx::postgres::PgConnectOptions::from_str(&db.url).expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            conn.execute(sqlx::raw_sql(AssertSqlSafe(text))).await.expect("it runs");
        }
    }
}

/// Runs a test's body and removes the database whether it passed or not.
pub(crate) async fn run_on<F, Fut>(db: Db, body: F)
where
    F: FnOnce(std::sync::Arc<Db>) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let db = std::sync::Arc::new(db);
    let outcome = tokio::spawn(body(std::sync::Arc::clone(&db))).await;
    db.remove().await;
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}

/// Declares tests with one body, run on each engine.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "not every body needs all")]
            use super::*;

            async fn body($db: std::sync::Arc<$crate::harness::Db>) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let db = $crate::harness::Db::sqlite(Default::default()).await;
                $crate::harness::run_on(db, body).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let db = $crate::harness::Db::postgres(Default::default()).await;
                $crate::harness::run_on(db, body).await;
            }
        }
    )+};
}
pub(crate) use both;

/// Runs a write whose error is the store's own.
macro_rules! commit {
    ($db:expr, |$tx:ident| $body:expr) => {
        $db.write(move |$tx: &mut omni_storage::Tx| {
            Box::pin(async move { Ok::<_, omni_storage::StorageError>($body) })
        })
        .await
    };
}
pub(crate) use commit;
