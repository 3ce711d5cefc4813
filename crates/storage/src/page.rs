//! Pages of rows.

use crate::error::StorageError;
use omni_domain::page::{Cursor, Page, PageRequest};
use uuid::Uuid;

/// The start of a list in ascending order: before every row, if the request has no cursor.
pub(crate) fn after(request: &PageRequest) -> Cursor {
    request.after.unwrap_or(Cursor { key: i64::MIN, id: Uuid::nil() })
}

/// The start of a list in descending order: after every row, if the request has no cursor.
pub(crate) fn before(from: Option<Cursor>) -> Cursor {
    from.unwrap_or(Cursor { key: i64::MAX, id: Uuid::max() })
}

/// A page of `limit + 1` rows.
pub(crate) fn page<R, T>(
    rows: Vec<R>,
    limit: u32,
    cursor: impl Fn(&T) -> Cursor,
) -> Result<Page<T>, StorageError>
where
    T: TryFrom<R, Error = StorageError>,
{
    let items = rows.into_iter().map(T::try_from).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(items, limit, cursor))
}
