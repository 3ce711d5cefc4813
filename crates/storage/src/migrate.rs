//! The schema, step by step.

use crate::db::Link;
use crate::error::StorageError;
use crate::options::{Engine, StoreOptions};
use crate::writer::Opener;
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migrate, Migration, MigrationType, Migrator};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

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

/// Identifies the steps that this program applies, with their statements: databases of one fingerprint
/// have one schema.
#[must_use]
pub fn schema_fingerprint(engine: Engine) -> String {
    let mut hasher = DefaultHasher::new();
    for step in migrator(engine).iter() {
        (step.version, &step.checksum).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// How the schema of a database stands to the steps of this program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SchemaState {
    /// Steps that the database lacks, by name. Applying them is safe.
    pub missing: Vec<String>,
    /// Steps that the database has and this program does not: a newer one was here.
    pub newer: Vec<i64>,
    /// Steps that were applied with other statements than this program has, by name.
    pub altered: Vec<String>,
    /// A step that was begun and not finished.
    pub unfinished: Option<i64>,
}

impl SchemaState {
    /// Why this program must not use the database, and what to do; `None` if it may.
    pub fn problem(&self) -> Option<String> {
        if !self.newer.is_empty() {
            let steps = numbers(&self.newer);
            return Some(format!(
                "its schema is newer than this program (step {steps}): start the version of omni that \
                 made it, or a later one, or restore a copy of the database from before"
            ));
        }
        if let Some(step) = self.unfinished {
            return Some(format!(
                "step {step:04} of its schema was begun and not finished: restore a copy of the \
                 database from before, and run `omni migrate`"
            ));
        }
        if !self.altered.is_empty() {
            return Some(format!(
                "its schema was made by other statements than this program has (step {}): start the \
                 version of omni that made it, or restore a copy of the database that this one made",
                self.altered.join(", ")
            ));
        }
        None
    }
}

fn numbers(versions: &[i64]) -> String {
    versions.iter().map(|version| format!("{version:04}")).collect::<Vec<_>>().join(", ")
}

/// Runs the steps that are missing. Returns their names. On Postgres an advisory lock lets one node
/// at a time do so.
///
/// # Errors
///
/// [`StorageError::Schema`] for a database that this program must not use.
pub(crate) async fn run(
    opener: &Opener,
    options: &StoreOptions,
) -> Result<Vec<String>, StorageError> {
    // A step over a large table may take longer than a write may.
    let patient = StoreOptions { op_limit: std::time::Duration::from_hours(1), ..options.clone() };
    let steps = migrator(opener.engine());
    let before = match opener.open(&patient).await? {
        Link::Sqlite(mut conn) => apply(&mut conn, &steps).await?,
        Link::Postgres(mut conn) => apply(&mut conn, &steps).await?,
    };
    Ok(before.missing)
}

async fn apply(conn: &mut impl Migrate, steps: &Migrator) -> Result<SchemaState, StorageError> {
    let before = compare(conn, steps).await?;
    if let Some(problem) = before.problem() {
        return Err(StorageError::Schema(problem));
    }
    // Compares once more, behind its lock: another node may have been at it.
    steps.run_direct(None, conn, false).await?;
    Ok(before)
}

/// How the schema stands to the steps.
pub(crate) async fn state(
    opener: &Opener,
    options: &StoreOptions,
) -> Result<SchemaState, StorageError> {
    let steps = migrator(opener.engine());
    match opener.open(options).await? {
        Link::Sqlite(mut conn) => compare(&mut conn, &steps).await,
        Link::Postgres(mut conn) => compare(&mut conn, &steps).await,
    }
}

async fn compare(conn: &mut impl Migrate, steps: &Migrator) -> Result<SchemaState, StorageError> {
    conn.ensure_migrations_table(&steps.table_name).await?;
    let unfinished = conn.dirty_version(&steps.table_name).await?;
    let rows = conn.list_applied_migrations(&steps.table_name).await?;
    let applied: HashMap<i64, _> =
        rows.into_iter().map(|row| (row.version, row.checksum)).collect();
    let known: HashSet<i64> = steps.iter().map(|step| step.version).collect();
    let mut state = SchemaState { unfinished, ..SchemaState::default() };
    for step in steps.iter() {
        match applied.get(&step.version) {
            None => state.missing.push(name(step)),
            Some(checksum) if *checksum != step.checksum => state.altered.push(name(step)),
            Some(_) => {}
        }
    }
    state.newer = applied.into_keys().filter(|version| !known.contains(version)).collect();
    state.newer.sort_unstable();
    Ok(state)
}

fn name(step: &Migration) -> String {
    format!("{:04}_{}", step.version, step.description.replace(' ', "_"))
}
