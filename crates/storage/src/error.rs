//! Errors of the store.

use crate::dialect;
use std::sync::Arc;

/// Why a statement or a write did not happen. Cloneable, because one failed commit answers
/// every caller of its group.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StorageError {
    /// Another row has this value already. Named `table.column` (the last column of the key).
    #[error("not unique: {constraint}")]
    NotUnique {
        /// `instances.name`, `chats.address`, ...
        constraint: String,
    },
    /// The row that the change builds on is deleted or was changed concurrently.
    #[error("the row this change builds on is gone")]
    Stale,
    /// The lease that this write needs has another owner by now, or was released.
    #[error("the lease this write needs is lost")]
    Fenced,
    /// A stored row cannot be read back as what it should be.
    #[error("corrupt row in {table}: {id}")]
    Corrupt {
        /// Its table.
        table: &'static str,
        /// Its id, and the field where known.
        id: String,
    },
    /// The database is unreachable, busy for too long, or could not commit. Nothing of the
    /// write may be relied upon; a later retry is sensible.
    #[error("the database is unavailable")]
    Unavailable,
    /// Two nodes' transactions waited for each other's rows, and the database undid this one.
    /// Nothing of it is written, and a repetition is sensible at once.
    #[error("the write and another node's waited for each other, and this one was undone")]
    Deadlock,
    /// The schema is not one that this program may use. The text names the reason and what to do.
    #[error("the database cannot be used: {0}")]
    Schema(String),
    /// Any other error of the driver or the database: a defect of this crate.
    #[error("database: {0}")]
    Driver(#[source] Arc<sqlx::Error>),
}

impl StorageError {
    /// A stable text for logs and metrics.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotUnique { .. } => "storage.not_unique",
            Self::Stale => "storage.stale",
            Self::Fenced => "storage.fenced",
            Self::Corrupt { .. } => "storage.corrupt",
            Self::Unavailable => "storage.unavailable",
            Self::Deadlock => "storage.deadlock",
            Self::Schema(_) => "storage.schema",
            Self::Driver(_) => "storage.driver",
        }
    }

    /// Names the row that cannot be read.
    pub(crate) fn corrupt(table: &'static str, id: impl std::fmt::Display) -> Self {
        Self::Corrupt { table, id: id.to_string() }
    }
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error;
        match &error {
            Error::Database(cause) if cause.is_unique_violation() => {
                Self::NotUnique { constraint: dialect::constraint_name(cause.as_ref()) }
            }
            Error::Database(cause) if cause.is_foreign_key_violation() => Self::Stale,
            Error::Database(cause) if dialect::is_deadlock(cause.as_ref()) => {
                tracing::warn!(error = %error, "the database undid a write that another node's waited for");
                Self::Deadlock
            }
            Error::Database(cause) if dialect::is_transient(cause.as_ref()) => {
                tracing::warn!(error = %error, "the database refused a statement for now");
                Self::Unavailable
            }
            Error::Io(_)
            | Error::Tls(_)
            | Error::PoolTimedOut
            | Error::PoolClosed
            | Error::WorkerCrashed
            | Error::BeginFailed => {
                tracing::warn!(error = %error, "the database cannot be reached");
                Self::Unavailable
            }
            _ => Self::Driver(Arc::new(error)),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StorageError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(error) => error.into(),
            other => Self::Driver(Arc::new(sqlx::Error::Migrate(Box::new(other)))),
        }
    }
}
