//! Rows as the databases return them, and their conversion to the crate's types.

use crate::error::StorageError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

/// Declares a row: a struct of plain columns, read by position, and `columns!()`, the same
/// columns as a literal for the statements of that file.
macro_rules! row {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident { $first:ident: $first_ty:ty $(, $field:ident: $ty:ty)* $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        $vis struct $name { $vis $first: $first_ty, $($vis $field: $ty),* }

        impl $name {
            /// How many columns.
            #[allow(dead_code, clippy::allow_attributes, reason = "only multi-row inserts need it")]
            $vis const WIDTH: usize = [stringify!($first) $(, stringify!($field))*].len();
        }

        impl<'r, R> sqlx::FromRow<'r, R> for $name
        where
            R: sqlx::Row,
            usize: sqlx::ColumnIndex<R>,
            $first_ty: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            $($ty: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,)*
        {
            fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
                let mut column = 0..;
                let mut next = || column.next().unwrap_or_default();
                Ok(Self { $first: row.try_get(next())?, $($field: row.try_get(next())?),* })
            }
        }

        macro_rules! columns {
            () => { concat!(stringify!($first) $(, ", ", stringify!($field))*) };
        }
    };
}
pub(crate) use row;

/// Declares a table's fixed statements, and `ALL` of them for the test that prepares each.
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$meta])* pub(super) const $name: &str = $text;)+

        /// Every statement above, by name.
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}
pub(crate) use statements;

/// Deletes at most `$2` of the rows whose `owner` is `$1`.
macro_rules! delete_some {
    ($table:literal of $owner:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE id IN (SELECT id FROM ",
            $table,
            " WHERE ",
            $owner,
            " = $1 LIMIT $2)",
        )
    };
}
pub(crate) use delete_some;

/// Reads an enum's text.
pub(crate) fn text<T: FromStr>(
    table: &'static str,
    id: impl Display,
    value: &str,
) -> Result<T, StorageError> {
    value.parse().map_err(|_| StorageError::corrupt(table, id))
}

/// Reads a JSON column.
pub(crate) fn parse_json<T: DeserializeOwned>(
    table: &'static str,
    id: impl Display,
    value: &str,
) -> Result<T, StorageError> {
    serde_json::from_str(value).map_err(|error| {
        tracing::error!(table, row = %id, %error, "a stored JSON column cannot be read");
        StorageError::corrupt(table, id)
    })
}

static UNREADABLE: AtomicU64 = AtomicU64::new(0);

/// How often a stored row, or a column of one, could not be read since the process began. A row is
/// counted with each read.
pub(crate) fn unreadable() -> u64 {
    UNREADABLE.load(Ordering::Relaxed)
}

/// What was read; the fallback, logged and counted, if it cannot be.
pub(crate) fn or_fallback<T>(read: Result<T, StorageError>, fallback: impl FnOnce() -> T) -> T {
    read.unwrap_or_else(|error| {
        note(&error);
        fallback()
    })
}

/// The rows that can be read. One that cannot is logged, counted and left out, so that it does not
/// fail the others.
pub(crate) fn readable<R, T>(rows: impl IntoIterator<Item = R>) -> impl Iterator<Item = T>
where
    T: TryFrom<R, Error = StorageError>,
{
    rows.into_iter().filter_map(|row| T::try_from(row).inspect_err(note).ok())
}

fn note(error: &StorageError) {
    UNREADABLE.fetch_add(1, Ordering::Relaxed);
    tracing::error!(%error, "a stored row cannot be read");
}

/// Writes a JSON column.
pub(crate) fn json_text<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("our own types have string keys and finite numbers")
}
