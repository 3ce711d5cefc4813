//! Connections for reading.

use crate::db::Conn;
use crate::dialect;
use crate::error::StorageError;
use crate::options::StoreOptions;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, PgPool, Postgres};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The source of connections for reads.
#[derive(Debug, Clone)]
pub(crate) enum Readers {
    Sqlite(Arc<SqliteReaders>),
    Postgres(PgPool),
}

/// SQLite's reading connections. sqlx's own pool pings each connection when it is returned, which
/// here costs as much as the read itself.
pub(crate) struct SqliteReaders {
    connect: SqliteConnectOptions,
    options: StoreOptions,
    idle: Mutex<Vec<SqliteConnection>>,
    permits: Arc<Semaphore>,
}

impl std::fmt::Debug for SqliteReaders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteReaders").finish_non_exhaustive()
    }
}

impl SqliteReaders {
    pub(crate) fn new(connect: SqliteConnectOptions, options: StoreOptions) -> Self {
        let permits = Arc::new(Semaphore::new(options.read_connections.max(1)));
        Self { connect, options, idle: Mutex::default(), permits }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Readers {
    /// A connection, returned when the reader is dropped.
    pub(crate) async fn get(&self) -> Result<Reader, StorageError> {
        match self {
            Self::Postgres(pool) => Ok(Reader::Postgres(pool.acquire().await?)),
            Self::Sqlite(home) => {
                let permit = Arc::clone(&home.permits)
                    .acquire_owned()
                    .await
                    .map_err(|_| StorageError::Unavailable)?;
                let idle = home.idle().pop();
                let conn = match idle {
                    Some(conn) => conn,
                    None => dialect::sqlite::connect_reader(&home.connect, &home.options).await?,
                };
                Ok(Reader::Sqlite(SqliteReader {
                    conn: Some(conn),
                    home: Arc::clone(home),
                    _permit: permit,
                }))
            }
        }
    }

    /// Closes every idle connection and refuses new ones.
    pub(crate) async fn close(&self) {
        match self {
            Self::Postgres(pool) => pool.close().await,
            Self::Sqlite(home) => {
                home.permits.close();
                let idle = std::mem::take(&mut *home.idle());
                for conn in idle {
                    if let Err(error) = conn.close().await {
                        tracing::warn!(%error, "a reading connection did not close cleanly");
                    }
                }
            }
        }
    }
}

/// A borrowed reading connection.
#[derive(Debug)]
pub(crate) enum Reader {
    Sqlite(SqliteReader),
    Postgres(PoolConnection<Postgres>),
}

impl Reader {
    pub(crate) fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(reader) => Conn::Sqlite(
                reader.conn.as_mut().expect("the connection is there until the reader is dropped"),
            ),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

/// Returns its connection when dropped.
#[derive(Debug)]
pub(crate) struct SqliteReader {
    conn: Option<SqliteConnection>,
    home: Arc<SqliteReaders>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for SqliteReader {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take()
            && !self.home.permits.is_closed()
        {
            self.home.idle().push(conn);
        }
    }
}
