//! Postgres: how to connect, and what its errors mean.

use crate::error::StorageError;
use crate::options::StoreOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection};
use std::str::FromStr;
use std::time::Duration;

/// One number for the whole event log and job order; any other use of advisory locks in this
/// database has two arguments or another number.
pub(crate) const LOCK_LOG: &str = "SELECT pg_advisory_xact_lock(7305529440172114022)";

/// The weaker lock of a write that relies on the lease waits for this one, and this for it.
pub(crate) const LOCK_LEASE: &str = "SELECT epoch FROM leases WHERE name = $1 FOR UPDATE";

/// `deadlock_detected`.
pub(super) const DEADLOCK: &str = "40P01";

/// Not the time at which the transaction began.
pub(crate) const NOW: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

/// Reads a `postgres://` address.
pub(crate) fn connect_options(url: &str) -> Result<PgConnectOptions, StorageError> {
    Ok(PgConnectOptions::from_str(url)?.application_name("omni").statement_cache_capacity(256))
}

/// The writer's connection: a statement that outlives its write's limit is cancelled there too, and a
/// transaction whose process sends nothing any more is rolled back, because every node waits for what it
/// has locked.
pub(crate) async fn connect_writer(
    connect: &PgConnectOptions,
    options: &StoreOptions,
) -> Result<PgConnection, StorageError> {
    let limits = [
        ("statement_timeout", format!("{}ms", options.op_limit.as_millis())),
        ("idle_in_transaction_session_timeout", format!("{}ms", options.idle_limit.as_millis())),
    ];
    Ok(connect.clone().options(limits).connect().await?)
}

/// The readers' connections.
pub(crate) fn readers(connect: &PgConnectOptions, options: &StoreOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(options.pool_size)
        .acquire_timeout(Duration::from_secs(5))
        // A ping before each read would double its round trips; one that was idle gets it.
        .test_before_acquire(false)
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                if meta.idle_for > Duration::from_secs(5) {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(connect.clone())
}

/// `instances_name_key`-like names are given in the migrations as `table.column`; primary keys
/// have the engine's own name.
pub(super) fn constraint_name(name: &str) -> String {
    match name.strip_suffix("_pkey") {
        Some(table) => format!("{table}.id"),
        None => name.to_owned(),
    }
}

/// Connection loss (08), out of resources (53), shut down (57P), conflicts (40), cancelled statements
/// (57014) and transactions that were idle for too long (25P03).
pub(super) fn is_transient(code: &str) -> bool {
    ["08", "53", "57", "40", "25P03"].iter().any(|class| code.starts_with(class))
}
