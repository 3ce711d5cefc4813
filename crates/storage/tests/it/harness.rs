//! A throw-away database per test.

use omni_storage::{Engine, Store, StoreOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use std::ops::Deref;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

const DEFAULT_POSTGRES: &str = "postgres://postgres@127.0.0.1:5432/postgres";
const INSTALL: &str = "apt-get install -y postgresql && pg_ctlcluster 15 main start";

/// A migrated store on a database of its own.
pub(crate) struct Db {
    pub(crate) store: Store,
    pub(crate) url: String,
    home: Home,
}

enum Home {
    Folder(#[expect(dead_code, reason = "removed when dropped")] tempfile::TempDir),
    Server { admin: String, name: String },
}

impl Deref for Db {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Db {
    pub(crate) async fn sqlite(options: StoreOptions) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("omni.db").display());
        Self::open(url, Home::Folder(folder), options).await
    }

    pub(crate) async fn postgres(options: StoreOptions) -> Self {
        let admin = admin_url();
        let name = unique_name();
        run(&admin, &format!("CREATE DATABASE {name} TEMPLATE template0")).await;
        let url = format!("{}/{name}", admin.rsplit_once('/').expect("a database in the URL").0);
        Self::open(url, Home::Server { admin, name }, options).await
    }

    async fn open(url: String, home: Home, options: StoreOptions) -> Self {
        let store = Store::open(&url, options).await.expect("the store opens");
        store.migrate().await.expect("the schema is created");
        Self { store, url, home }
    }

    /// Closes the store and opens the same database again.
    pub(crate) async fn reopen(&mut self) {
        self.store.close().await;
        self.store = Store::open(&self.url, StoreOptions::default()).await.expect("it opens again");
    }

    pub(crate) async fn remove(&self) {
        self.store.close().await;
        if let Home::Server { admin, name } = &self.home {
            run(admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration but this")]
fn admin_url() -> String {
    std::env::var("OMNI_TEST_DATABASE_URL").unwrap_or_else(|_| DEFAULT_POSTGRES.to_owned())
}

fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("omni_test_{}_{next}", std::process::id())
}

async fn run(url: &str, text: &str) {
    let options = sqlx::postgres::PgConnectOptions::from_str(url).expect("a Postgres URL");
    let mut conn = options.connect().await.unwrap_or_else(|error| {
        panic!("these tests need Postgres at {url} ({error}); install it with: {INSTALL}")
    });
    conn.execute(sqlx::raw_sql(AssertSqlSafe(text))).await.expect("the statement runs");
    conn.close().await.expect("the connection closes");
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
