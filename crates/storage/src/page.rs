//! Pages of rows.

use crate::db::readable;
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

/// A page of `limit + 1` rows. A row that cannot be read is left out; the page's cursor is
/// that of the last one that can, so a page of unreadable rows alone ends the list.
pub(crate) fn page<R, T>(rows: Vec<R>, limit: u32, cursor: impl Fn(&T) -> Cursor) -> Page<T>
where
    T: TryFrom<R, Error = StorageError>,
{
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    let items: Vec<T> = readable(rows.into_iter().take(limit)).collect();
    let next = items.last().filter(|_| has_more).map(cursor);
    Page { items, next }
}
