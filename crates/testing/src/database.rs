//! A throw-away database on either engine.

use crate::{Proxy, pool, template};
use omni_storage::{Store, StoreOptions};
use sqlx::{Connection, Executor, PgConnection};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

static COUNT: AtomicU32 = AtomicU32::new(0);
/// Connections for reading of each store on Postgres. The server of the tests takes 100 in all: tests that
/// run at the same time have up to three nodes each, and servers and browsers run beside them.
const POOL_SIZE: u32 = 3;

/// Which engine, and what must be removed afterwards.
#[derive(Debug)]
pub enum Database {
    /// A file in a temporary folder.
    Sqlite(TempDir),
    /// A database of its own on the test server.
    Postgres {
        /// Its name.
        name: String,
    },
}

/// The server on which tests create their databases.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration but this")]
pub fn postgres_url() -> String {
    std::env::var("OMNI_TEST_DATABASE_URL")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned())
}

/// `host:port` of that server.
pub fn postgres_server() -> String {
    let url = postgres_url();
    let server = url.strip_prefix("postgres://").unwrap().split('/').next().unwrap();
    let address = server.rsplit('@').next().unwrap();
    if address.contains(':') { address.to_owned() } else { format!("{address}:5432") }
}

/// Whether the test is the only one of its process, as nextest runs it.
fn has_a_process_of_its_own() -> bool {
    std::env::var_os("NEXTEST").is_some()
}

impl Database {
    /// A new SQLite file.
    pub fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    /// A Postgres database with the present schema, without rows of others. Fails with the line that
    /// installs a missing server.
    pub async fn postgres() -> Self {
        let url = postgres_url();
        let (server, _) = url.rsplit_once('/').unwrap();
        if has_a_process_of_its_own() {
            return Self::Postgres { name: pool::take(Self::admin().await, server).await };
        }
        let (name, mut admin) = Self::next().await;
        template::copy_postgres(&mut admin, server, &name).await;
        Self::Postgres { name }
    }

    /// A new Postgres database without a schema.
    pub async fn empty_postgres() -> Self {
        let (name, mut admin) = Self::next().await;
        admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
        Self::Postgres { name }
    }

    /// A name that no database has, and a connection to the server.
    async fn next() -> (String, PgConnection) {
        let name =
            format!("omni_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        let mut admin = Self::admin().await;
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        admin.execute(sqlx::AssertSqlSafe(drop)).await.unwrap();
        (name, admin)
    }

    /// A connection to the server.
    async fn admin() -> PgConnection {
        PgConnection::connect(&postgres_url()).await.expect(
            "these tests need Postgres on 127.0.0.1:5432; install and start it with: \
             apt-get install -y postgresql && pg_ctlcluster 15 main start",
        )
    }

    /// The same database for another process: on Postgres.
    ///
    /// # Panics
    ///
    /// On SQLite, whose file one process uses.
    #[must_use]
    pub fn again(&self) -> Self {
        match self {
            Self::Sqlite(_) => panic!("one process uses a SQLite file"),
            Self::Postgres { name } => Self::Postgres { name: name.clone() },
        }
    }

    /// Its address.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join("omni.db").display()),
            Self::Postgres { name } => {
                let url = postgres_url();
                let (server, _) = url.rsplit_once('/').unwrap();
                format!("{server}/{name}")
            }
        }
    }

    /// `host:port` of its server: on Postgres.
    ///
    /// # Panics
    ///
    /// On SQLite, which has no server.
    pub fn server(&self) -> String {
        assert!(matches!(self, Self::Postgres { .. }), "SQLite has no server");
        postgres_server()
    }

    /// Its address over a detour: on Postgres.
    pub fn url_over(&self, proxy: &Proxy) -> String {
        let url = self.url();
        let (server, name) = url.strip_prefix("postgres://").unwrap().split_once('/').unwrap();
        let user = server.rsplit_once('@').map(|(user, _)| format!("{user}@")).unwrap_or_default();
        format!("postgres://{user}{}/{name}", proxy.address())
    }

    /// Opens it, with the present schema.
    pub async fn open(&self) -> Store {
        let options = StoreOptions { pool_size: POOL_SIZE, ..StoreOptions::default() };
        self.open_with(options).await
    }

    /// Opens it with these options, with the present schema.
    pub async fn open_with(&self, options: StoreOptions) -> Store {
        if let Self::Sqlite(folder) = self {
            let file = folder.path().join("omni.db");
            if !file.exists() {
                template::copy_sqlite(&file).await;
            }
        }
        let store = Store::open(&self.url(), options).await.unwrap();
        // Nothing to do, unless the test has changed the schema.
        store.migrate().await.unwrap();
        store
    }

    /// Runs a statement beside the server, as another program would.
    pub async fn execute(&self, statement: &str) {
        let statement = sqlx::raw_sql(sqlx::AssertSqlSafe(statement));
        match self {
            Self::Sqlite(_) => {
                let mut conn = sqlx::SqliteConnection::connect(&self.url()).await.unwrap();
                conn.execute(statement).await.unwrap();
            }
            Self::Postgres { .. } => {
                let mut conn = PgConnection::connect(&self.url()).await.unwrap();
                conn.execute(statement).await.unwrap();
            }
        }
    }

    /// Does what Postgres does by itself within a minute of a large change: collects statistics,
    /// without which its plans are guesses.
    pub async fn analyze(&self) {
        let Self::Postgres { .. } = self else { return };
        let mut conn = PgConnection::connect(&self.url()).await.unwrap();
        conn.execute("ANALYZE").await.unwrap();
    }

    /// Changes the schema under a running program as a later version may: every table has more columns
    /// and an index, and there is another table. On Postgres.
    pub async fn apply_a_later_step(&self) {
        let mut conn = PgConnection::connect(&self.url()).await.unwrap();
        let names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'
            AND tablename NOT LIKE '\\_sqlx%'";
        let tables: Vec<(String,)> = sqlx::query_as(names).fetch_all(&mut conn).await.unwrap();
        assert!(tables.len() > 20, "{tables:?}");
        // One by one: all at once would wait for locks in another order than the program takes them.
        for (table,) in tables {
            let change = format!(
                "ALTER TABLE \"{table}\" ADD COLUMN later_text TEXT,
                    ADD COLUMN later_count BIGINT NOT NULL DEFAULT 0;
                 CREATE INDEX ON \"{table}\" (later_count)"
            );
            conn.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(change))).await.unwrap();
        }
        let step = "CREATE TABLE later (id UUID PRIMARY KEY, at BIGINT NOT NULL);
            INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
            SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
        conn.execute(sqlx::raw_sql(step)).await.unwrap();
        conn.close().await.unwrap();
    }

    /// Ends the connections of an application, as a failing network does: on Postgres.
    pub async fn end_connections(&self, application: &str) {
        let mut admin = PgConnection::connect(&self.url()).await.unwrap();
        sqlx::query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = $1",
        )
        .bind(application)
        .execute(&mut admin)
        .await
        .unwrap();
        admin.close().await.unwrap();
    }

    /// Removes it (SQLite's folder is removed when it is dropped). One that other tests use again stays
    /// theirs: their lock ends with the process.
    pub async fn remove(&self) {
        let Self::Postgres { name } = self else { return };
        if has_a_process_of_its_own() {
            return;
        }
        let Ok(mut admin) = PgConnection::connect(&postgres_url()).await else { return };
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        let _ = admin.execute(sqlx::AssertSqlSafe(drop)).await;
    }
}
