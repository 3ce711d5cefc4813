//! Keyset pages: a list is read in its own order, one bounded page at a time.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The last row of a page, in the list's order: a sort key (milliseconds or a sequence number)
/// and the id that breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Sort key of the last row.
    #[serde(rename = "k")]
    pub key: i64,
    /// Its id.
    #[serde(rename = "i")]
    pub id: Uuid,
}

/// The size of a page, and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// Rows wanted, 1 to the list's own maximum.
    pub limit: u32,
    /// After this row; `None` is the beginning.
    pub after: Option<Cursor>,
}

impl PageRequest {
    /// The first `limit` rows.
    pub const fn first(limit: u32) -> Self {
        Self { limit, after: None }
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Builds a page from `limit + 1` rows: the surplus row shows that there are more.
    pub fn from_rows(mut rows: Vec<T>, limit: u32, cursor: impl Fn(&T) -> Cursor) -> Self {
        let limit = limit as usize;
        if rows.len() <= limit {
            return Self { items: rows, next: None };
        }
        rows.truncate(limit);
        let next = rows.last().map(cursor);
        Self { items: rows, next }
    }

    /// The same page with each row converted.
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(make).collect(), next: self.next }
    }
}
