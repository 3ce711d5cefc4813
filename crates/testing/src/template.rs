//! Databases with the present schema, of which those of the tests are copies: to apply every step of
//! the schema takes longer than most tests do.
//!
//! `make test` removes them at its end.

use omni_storage::{Engine, Store, StoreOptions, schema_fingerprint};
use sqlx::{AssertSqlSafe, Executor as _, PgConnection};
use std::path::Path;

/// The advisory lock under which the template is created.
const LOCK: i64 = 0x6f6d_6e69_7465_6d70;

/// Creates the Postgres database `name` with the present schema, on the server that `admin` is
/// connected to, under `server` (a URL without a database).
pub(crate) async fn copy_postgres(admin: &mut PgConnection, server: &str, name: &str) {
    let template = format!("omni_template_{}", schema_fingerprint(Engine::Postgres));
    if !exists(admin, &template).await {
        execute(admin, &format!("SELECT pg_advisory_lock({LOCK})")).await;
        // Another process may have created it meanwhile.
        if !exists(admin, &template).await {
            create_postgres(admin, server, &template).await;
        }
        execute(admin, &format!("SELECT pg_advisory_unlock({LOCK})")).await;
    }
    execute(admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
}

/// Under its name only when it is complete.
async fn create_postgres(admin: &mut PgConnection, server: &str, template: &str) {
    let draft = format!("{template}_draft");
    execute(admin, &format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)")).await;
    execute(admin, &format!("CREATE DATABASE {draft} TEMPLATE template0")).await;
    migrate(&format!("{server}/{draft}")).await;
    execute(admin, &format!("ALTER DATABASE {draft} RENAME TO {template}")).await;
}

async fn exists(admin: &mut PgConnection, name: &str) -> bool {
    let query = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)");
    query.bind(name).fetch_one(admin).await.unwrap()
}

async fn execute(admin: &mut PgConnection, statement: &str) {
    admin.execute(sqlx::raw_sql(AssertSqlSafe(statement))).await.unwrap();
}

/// Creates the SQLite file `to` with the present schema.
pub(crate) async fn copy_sqlite(to: &Path) {
    let fingerprint = schema_fingerprint(Engine::Sqlite);
    let template = std::env::temp_dir().join(format!("omni-template-{fingerprint}.db"));
    if !template.exists() {
        create_sqlite(&template).await;
    }
    std::fs::copy(template, to).unwrap();
}

async fn create_sqlite(template: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let draft = folder.path().join("draft.db");
    migrate(&format!("sqlite:{}", draft.display())).await;
    let log = folder.path().join("draft.db-wal");
    assert!(!log.exists(), "a part of the database is in {}", log.display());
    // Two processes may create it at once: the later one replaces it by its equal.
    std::fs::rename(draft, template).unwrap();
}

async fn migrate(url: &str) {
    let store = Store::open(url, StoreOptions::default()).await.unwrap();
    store.migrate().await.unwrap();
    store.close().await;
}
