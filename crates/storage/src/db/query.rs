//! One statement with its values, run on either engine.

use super::bind::{Bind, Binds};
use super::conn::Conn;
use crate::error::StorageError;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, SqlStr};

/// A row that both engines return.
pub(crate) trait AnyRow:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> AnyRow for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

/// Expands the body once per engine.
macro_rules! on {
    ($target:expr, |$conn:ident, $binds:ident| $body:expr) => {
        match $target {
            (Conn::Sqlite($conn), Binds::Sqlite($binds)) => $body,
            (Conn::Postgres($conn), Binds::Postgres($binds)) => $body,
            _ => unreachable!("the values are those of the connection's engine"),
        }
    };
}

/// A statement, its values, and the connection it will run on.
pub(crate) struct Query<'c> {
    conn: Conn<'c>,
    binds: Binds,
    text: SqlStr,
    failed: Option<BoxDynError>,
}

impl<'c> Query<'c> {
    pub(super) fn new(conn: Conn<'c>, text: SqlStr) -> Self {
        let binds = Binds::new(conn.engine());
        Self { conn, binds, text, failed: None }
    }

    /// Adds the next value.
    pub(crate) fn bind(mut self, value: impl Bind) -> Self {
        self.push(value);
        self
    }

    /// Adds several values.
    pub(crate) fn bind_all<T: Bind>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        for value in values {
            self.push(value);
        }
        self
    }

    /// Adds the next value, where a chain is not possible.
    pub(crate) fn push(&mut self, value: impl Bind) {
        if let Err(error) = value.add_to(&mut self.binds) {
            self.failed.get_or_insert(error);
        }
    }

    fn checked(self) -> Result<((Conn<'c>, Binds), SqlStr), StorageError> {
        match self.failed {
            None => Ok(((self.conn, self.binds), self.text)),
            Some(error) => Err(sqlx::Error::Encode(error).into()),
        }
    }

    /// Runs it; the number of rows it changed.
    pub(crate) async fn run(self) -> Result<u64, StorageError> {
        let (target, text) = self.checked()?;
        Ok(on!(target, |conn, binds| {
            sqlx::query_with(text, binds).execute(conn).await?.rows_affected()
        }))
    }

    /// Every row.
    pub(crate) async fn all<R: AnyRow>(self) -> Result<Vec<R>, StorageError> {
        let (target, text) = self.checked()?;
        Ok(on!(target, |conn, binds| {
            sqlx::query_as_with::<_, R, _>(text, binds).fetch_all(conn).await?
        }))
    }

    /// The first row, if any.
    pub(crate) async fn maybe<R: AnyRow>(self) -> Result<Option<R>, StorageError> {
        let (target, text) = self.checked()?;
        Ok(on!(target, |conn, binds| {
            sqlx::query_as_with::<_, R, _>(text, binds).fetch_optional(conn).await?
        }))
    }

    /// The one row of a statement that always has one.
    pub(crate) async fn one<R: AnyRow>(self) -> Result<R, StorageError> {
        let (target, text) = self.checked()?;
        Ok(on!(target, |conn, binds| {
            sqlx::query_as_with::<_, R, _>(text, binds).fetch_one(conn).await?
        }))
    }
}
