//! A connection to one of the two engines.

use super::query::Query;
use crate::options::Engine;
use sqlx::{AssertSqlSafe, PgConnection, SqlSafeStr, SqliteConnection};

/// A borrowed connection: what every statement runs on.
#[derive(Debug)]
pub(crate) enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn<'_> {
    pub(crate) const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// A fixed statement.
    pub(crate) fn query(&mut self, text: &'static str) -> Query<'_> {
        self.prepare(text)
    }

    /// A statement of fixed pieces: texts never come from outside, values are bound.
    pub(crate) fn composed(&mut self, text: String) -> Query<'_> {
        self.prepare(AssertSqlSafe(text))
    }

    pub(super) fn prepare(&mut self, text: impl SqlSafeStr) -> Query<'_> {
        let conn = match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        };
        Query::new(conn, text.into_sql_str())
    }
}

/// An owned connection: the writer's.
#[derive(Debug)]
pub(crate) enum Link {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Link {
    pub(crate) const fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}
