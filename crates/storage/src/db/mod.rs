//! The layer between a statement and two databases.

mod bind;
mod conn;
mod many;
mod query;
mod row;
mod select;
mod word_index;

pub(crate) use bind::replace_nul;
pub(crate) use conn::{Conn, Link};
pub(crate) use many::{MultiRow, chunks, list, padded, values};
#[cfg(test)]
pub(crate) use many::{assert_searches, plans};
pub(crate) use query::{AnyRow, Query};
pub(crate) use row::{
    delete_some, json_text, or_fallback, parse_json, readable, row, statements, text, unreadable,
};
pub(crate) use select::Select;
pub(crate) use word_index::{WordIndex, word_index};
