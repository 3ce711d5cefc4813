//! The writer's connection, opened again when it is lost.

use crate::db::Link;
use crate::dialect;
use crate::error::StorageError;
use crate::options::{Engine, StoreOptions};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::time::Duration;

/// How long an attempt to connect may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// How to connect to the database.
#[derive(Debug, Clone)]
pub(crate) enum Opener {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

impl Opener {
    /// Reads the address of a database.
    pub(crate) fn new(url: &str, options: &StoreOptions) -> Result<Self, StorageError> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Ok(Self::Postgres(dialect::postgres::connect_options(url)?))
        } else {
            Ok(Self::Sqlite(dialect::sqlite::connect_options(url, options)?))
        }
    }

    pub(crate) const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// A connection that may write.
    pub(crate) async fn open(&self, options: &StoreOptions) -> Result<Link, StorageError> {
        let connecting = async {
            Ok(match self {
                Self::Sqlite(connect) => {
                    Link::Sqlite(dialect::sqlite::connect_writer(connect, options).await?)
                }
                Self::Postgres(connect) => {
                    Link::Postgres(dialect::postgres::connect_writer(connect, options).await?)
                }
            })
        };
        tokio::time::timeout(CONNECT_LIMIT, connecting)
            .await
            .unwrap_or(Err(StorageError::Unavailable))
    }
}
