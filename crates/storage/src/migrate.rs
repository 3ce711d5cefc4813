//! The schema, step by step.

use crate::db::Link;
use crate::error::StorageError;
use crate::options::{Engine, StoreOptions};
use crate::writer::Opener;
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migrate, Migration, MigrationType, Migrator};
use std::collections::HashSet;

// `SQLITE` and `POSTGRES`: version, description and statements of each migration.
include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

fn migrator(engine: Engine) -> Migrator {
    let steps = match engine {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    };
    let migration = |(version, description, sql): &(i64, &'static str, &'static str)| {
        let description = (*description).into();
        Migration::new(*version, description, MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(steps.iter().map(migration).collect())
}

/// Runs the steps that are missing. Returns their names. On Postgres an advisory lock lets one node
/// at a time do so.
pub(crate) async fn run(
    opener: &Opener,
    options: &StoreOptions,
) -> Result<Vec<String>, StorageError> {
    // A step over a large table may take longer than a write may.
    let patient = StoreOptions { op_limit: std::time::Duration::from_hours(1), ..options.clone() };
    let steps = migrator(opener.engine());
    let missing = match opener.open(&patient).await? {
        Link::Sqlite(mut conn) => {
            let before = applied(&mut conn, &steps).await?;
            steps.run_direct(None, &mut conn, false).await?;
            before
        }
        Link::Postgres(mut conn) => {
            let before = applied(&mut conn, &steps).await?;
            steps.run_direct(None, &mut conn, false).await?;
            before
        }
    };
    Ok(names_without(&steps, &missing))
}

/// The steps that are missing.
pub(crate) async fn pending(
    opener: &Opener,
    options: &StoreOptions,
) -> Result<Vec<String>, StorageError> {
    let steps = migrator(opener.engine());
    let applied = match opener.open(options).await? {
        Link::Sqlite(mut conn) => applied(&mut conn, &steps).await?,
        Link::Postgres(mut conn) => applied(&mut conn, &steps).await?,
    };
    Ok(names_without(&steps, &applied))
}

async fn applied(conn: &mut impl Migrate, steps: &Migrator) -> Result<HashSet<i64>, StorageError> {
    conn.ensure_migrations_table(&steps.table_name).await?;
    let rows = conn.list_applied_migrations(&steps.table_name).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

fn names_without(steps: &Migrator, applied: &HashSet<i64>) -> Vec<String> {
    steps
        .iter()
        .filter(|step| !applied.contains(&step.version))
        .map(|step| format!("{:04}_{}", step.version, step.description.replace(' ', "_")))
        .collect()
}
