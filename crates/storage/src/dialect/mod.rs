//! What differs between the two engines.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use crate::db::Conn;
use crate::error::StorageError;
use crate::options::Engine;
use sqlx::error::DatabaseError;

/// Begins a writing transaction. SQLite takes the write lock at once, so that no later statement
/// can fail for want of it.
pub(crate) const fn begin(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "BEGIN IMMEDIATE",
        Engine::Postgres => "BEGIN",
    }
}

/// Appended to the selection of rows that are about to be changed. On Postgres other nodes do the
/// same at the same time; on SQLite there is one writer.
pub(crate) const fn skip_locked(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => " FOR UPDATE SKIP LOCKED",
    }
}

/// Appended to the reading of a row that must stay as it is until the commit.
pub(crate) const fn for_share(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => " FOR SHARE",
    }
}

/// Appended to the reading of a row that the same write changes by what it read: other nodes wait
/// with theirs. Rows that only refer to it by its key can still be added.
pub(crate) const fn for_update(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => " FOR NO KEY UPDATE",
    }
}

/// Makes nodes write events and promote ordered jobs one after another, until the
/// end of the transaction: sequence numbers grow in commit order, and no job is left without a
/// turn.
pub(crate) async fn lock_log(db: &mut Conn<'_>) -> Result<(), StorageError> {
    if db.engine() == Engine::Postgres {
        db.query(postgres::LOCK_LOG).run().await?;
    }
    Ok(())
}

/// `table.column` of a violated unique constraint, the last column of several.
pub(crate) fn constraint_name(error: &dyn DatabaseError) -> String {
    match error.constraint() {
        Some(name) => postgres::constraint_name(name),
        None => sqlite::constraint_name(error.message()),
    }
}

/// Whether the same statement may succeed later.
pub(crate) fn is_transient(error: &dyn DatabaseError) -> bool {
    let code = error.code().unwrap_or_default();
    match code.len() {
        5 => postgres::is_transient(&code),
        _ => sqlite::is_transient(&code),
    }
}
