//! SQLite: how to open the file, and what its errors mean.

use crate::checkpoint::BACKSTOP_PAGES;
use crate::error::StorageError;
use crate::options::{StoreOptions, Synchronous};
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use std::str::FromStr;

pub(crate) const NOW: &str = "SELECT CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER)";

/// Reads a `sqlite:` address.
pub(crate) fn connect_options(
    url: &str,
    options: &StoreOptions,
) -> Result<SqliteConnectOptions, StorageError> {
    Ok(SqliteConnectOptions::from_str(url)?
        .foreign_keys(true)
        .busy_timeout(options.busy_timeout)
        .pragma("mmap_size", options.mmap_bytes.to_string())
        .pragma("temp_store", "memory"))
}

/// The one connection that writes.
pub(crate) async fn connect_writer(
    connect: &SqliteConnectOptions,
    options: &StoreOptions,
) -> Result<SqliteConnection, StorageError> {
    Ok(connect
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous(options))
        .pragma("cache_size", format!("-{}", options.write_cache_kib))
        .pragma("wal_autocheckpoint", BACKSTOP_PAGES.to_string())
        .pragma("journal_size_limit", "67108864")
        .statement_cache_capacity(256)
        .thread_name(|_| "omni-db-write".to_owned())
        .connect()
        .await?)
}

/// The connection that copies the write-ahead log into the file.
pub(crate) async fn connect_checkpointer(
    connect: &SqliteConnectOptions,
    options: &StoreOptions,
) -> Result<SqliteConnection, StorageError> {
    Ok(connect
        .clone()
        .synchronous(synchronous(options))
        .pragma("cache_size", "-64")
        .pragma("wal_autocheckpoint", "0")
        .thread_name(|_| "omni-db-copy".to_owned())
        .connect()
        .await?)
}

const fn synchronous(options: &StoreOptions) -> SqliteSynchronous {
    match options.synchronous {
        Synchronous::Full => SqliteSynchronous::Full,
        Synchronous::Normal => SqliteSynchronous::Normal,
    }
}

/// Begins a writing transaction whose commit is so durable. The setting cannot be changed inside of one.
pub(crate) const fn begin_with(synchronous: Synchronous) -> &'static str {
    match synchronous {
        Synchronous::Full => "PRAGMA synchronous = FULL; BEGIN IMMEDIATE",
        Synchronous::Normal => "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE",
    }
}

/// A connection that reads.
pub(crate) async fn connect_reader(
    connect: &SqliteConnectOptions,
    options: &StoreOptions,
) -> Result<SqliteConnection, StorageError> {
    Ok(connect
        .clone()
        .read_only(true)
        .pragma("cache_size", format!("-{}", options.read_cache_kib))
        .row_buffer_size(512)
        .thread_name(|id| format!("omni-db-read-{id}"))
        .connect()
        .await?)
}

/// From `UNIQUE constraint failed: chats.instance_id, chats.address`, the last column; an index
/// over an expression gives its own name instead.
pub(super) fn constraint_name(message: &str) -> String {
    let columns = message.rsplit_once("failed: ").map_or(message, |(_, columns)| columns);
    let last = columns.rsplit(", ").next().unwrap_or(columns);
    last.trim_start_matches("index ").trim_matches('\'').to_owned()
}

/// Busy (5), locked (6), interrupted (9), out of space (13) and input/output (10), whatever the
/// extended code.
pub(super) fn is_transient(code: &str) -> bool {
    code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 9 | 10 | 13))
}

#[cfg(test)]
mod tests {
    use super::{constraint_name, is_transient};

    #[test]
    fn the_last_column_names_the_constraint() {
        let message = "UNIQUE constraint failed: instances.tenant_id, instances.name";
        assert_eq!(constraint_name(message), "instances.name");
        assert_eq!(constraint_name("UNIQUE constraint failed: index 'jobs.head'"), "jobs.head");
    }

    #[test]
    fn busy_is_transient_whatever_its_extended_code() {
        assert!(is_transient("5") && is_transient("517"));
        assert!(!is_transient("2067"));
    }
}
