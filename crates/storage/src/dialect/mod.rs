//! What differs between the two engines.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use crate::db::Conn;
use crate::error::StorageError;
use crate::options::Engine;
use omni_domain::Timestamp;
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

/// Appended to the reading of a lease that must not change its owner until the commit. Its owner may
/// renew it: an update of other columns than the key's does not wait for this lock.
pub(crate) const fn for_key_share(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => " FOR KEY SHARE",
    }
}

/// Waits until no write relies on a lease any more: it is about to change its owner.
pub(crate) async fn lock_lease(db: &mut Conn<'_>, name: &str) -> Result<(), StorageError> {
    if db.engine() == Engine::Postgres {
        db.query(postgres::LOCK_LEASE).bind(name).maybe::<(i64,)>().await?;
    }
    Ok(())
}

/// The database's clock. On SQLite it is this machine's.
pub(crate) async fn now(db: &mut Conn<'_>) -> Result<Timestamp, StorageError> {
    let text = match db.engine() {
        Engine::Sqlite => sqlite::NOW,
        Engine::Postgres => postgres::NOW,
    };
    let (now,) = db.query(text).one::<(i64,)>().await?;
    Ok(Timestamp(now))
}

/// Appended to the reading of a row that the same write changes by what it read: other nodes wait
/// with theirs. Rows that only refer to it by its key can still be added.
pub(crate) const fn for_update(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => " FOR NO KEY UPDATE",
    }
}

/// The same, without the rows that another transaction has locked.
pub(crate) const fn for_update_or_skip(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => " FOR NO KEY UPDATE SKIP LOCKED",
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

/// Whether the transaction was chosen to end a deadlock. SQLite has one writer and none.
pub(crate) fn is_deadlock(error: &dyn DatabaseError) -> bool {
    error.code().is_some_and(|code| code == postgres::DEADLOCK)
}

/// Whether the same statement may succeed later.
pub(crate) fn is_transient(error: &dyn DatabaseError) -> bool {
    let code = error.code().unwrap_or_default();
    match code.len() {
        5 => postgres::is_transient(&code),
        _ => sqlite::is_transient(&code),
    }
}
