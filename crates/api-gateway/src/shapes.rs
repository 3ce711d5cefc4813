//! Shapes that several nouns share.

use axum::Json;
use omni_domain::Timestamp;
use omni_domain::page::{Page, PageRequest};
use omni_http::{ApiError, decode_cursor_of, encode_cursor_of};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// What a handler returns.
pub(crate) type Reply<T> = Result<Json<T>, ApiError>;

/// A time in JSON: RFC 3339, UTC, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Time(Timestamp);

impl From<Timestamp> for Time {
    fn from(time: Timestamp) -> Self {
        Self(time)
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("RFC 3339, UTC, milliseconds."))
            .examples(["2026-05-01T12:00:00.000Z"])
            .into()
    }
}

impl ToSchema for Time {}

/// The default number of rows of a page.
pub(crate) const DEFAULT_LIMIT: u32 = 50;
/// The largest one.
pub(crate) const MAX_LIMIT: u32 = 200;

/// Which page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// Maximum number of rows.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// `next_cursor` of the previous page; opaque.
    cursor: Option<String>,
}

impl PageParams {
    /// The number of rows wanted.
    pub(crate) fn limit(&self) -> Result<u32, ApiError> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if (1..=MAX_LIMIT).contains(&limit) {
            return Ok(limit);
        }
        Err(ApiError::invalid("limit", format!("must be from 1 to {MAX_LIMIT}")))
    }

    /// The cursor as it was sent.
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }
}

/// A list that is read from the database, by its name in cursors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DatabaseList(pub(crate) &'static str);

impl DatabaseList {
    /// The page that the parameters name.
    pub(crate) fn request(self, params: &PageParams) -> Result<PageRequest, ApiError> {
        let after = params.cursor().map(|cursor| decode_cursor_of(self.0, cursor)).transpose();
        Ok(PageRequest { limit: params.limit()?, after: after.map_err(|_| bad_cursor())? })
    }

    /// The page, each row as its view.
    pub(crate) fn page<T, U>(self, page: Page<U>, view: impl FnMut(U) -> T) -> ListView<T> {
        let next_cursor = page.next.as_ref().map(|next| encode_cursor_of(self.0, next));
        ListView { items: page.items.into_iter().map(view).collect(), next_cursor }
    }
}

/// The last second of the year 9999, the last that RFC 3339 can write.
const LAST_SECOND: i64 = 253_402_300_799;

/// A moment that a client gives in seconds since 1970.
pub(crate) fn moment(field: &str, seconds: i64) -> Result<Timestamp, ApiError> {
    if (1..=LAST_SECOND).contains(&seconds) {
        return Ok(Timestamp::from_seconds(seconds));
    }
    let text = format!("expected seconds since 1970, not milliseconds: at most {LAST_SECOND}");
    Err(ApiError::invalid(field, text))
}

/// A cursor that no page of the list returned.
pub(crate) fn bad_cursor() -> ApiError {
    let text = "is not a cursor of this list; pass `next_cursor` of the previous page, unchanged";
    ApiError::invalid("cursor", text)
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView<T> {
    /// The rows.
    pub(crate) items: Vec<T>,
    /// `cursor` of the next page; `null` at the end.
    pub(crate) next_cursor: Option<String>,
}

impl<T> ListView<T> {
    /// The page of a list that the network returns whole; a row's id is the cursor behind it.
    pub(crate) fn cut(
        all: Vec<T>,
        params: &PageParams,
        id: impl Fn(&T) -> &str,
    ) -> Result<Self, ApiError> {
        let limit = params.limit()? as usize;
        let from = match params.cursor() {
            None => 0,
            Some(cursor) => {
                let at = all.iter().position(|row| id(row) == cursor);
                at.ok_or_else(bad_cursor)? + 1
            }
        };
        let is_last = all.len() <= from + limit;
        let items: Vec<T> = all.into_iter().skip(from).take(limit).collect();
        let last = items.last().map(|row| id(row).to_owned());
        Ok(Self { next_cursor: last.filter(|_| !is_last), items })
    }
}

/// The operation succeeded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Success {
    /// Always true; failures are errors.
    #[schema(example = true)]
    success: bool,
}

impl Success {
    pub(crate) const fn reply() -> Json<Self> {
        Json(Self { success: true })
    }
}

#[cfg(test)]
mod tests {
    use super::{DatabaseList, ListView, PageParams};
    use omni_domain::page::{Cursor, Page};
    use omni_http::encode_cursor;
    use uuid::Uuid;

    #[test]
    fn a_cursor_is_of_its_list_alone() {
        const CHATS: DatabaseList = DatabaseList("chats");
        let last = Cursor { key: 7, id: Uuid::from_u128(9) };
        let page = CHATS.page(Page { items: vec![1], next: Some(last) }, |row| row);
        let after = |list: DatabaseList, cursor: String| {
            let params = PageParams { limit: None, cursor: Some(cursor) };
            list.request(&params).map(|page| page.after)
        };
        let cursor = page.next_cursor.expect("a cursor");
        assert_eq!(after(CHATS, cursor.clone()).expect("its own"), Some(last));
        assert!(after(DatabaseList("groups"), cursor).is_err(), "another list's");
        // As they were before they had the list.
        assert_eq!(after(CHATS, encode_cursor(&last)).expect("an earlier one"), Some(last));
    }

    #[test]
    fn a_list_of_the_network_is_cut_into_pages() {
        let all = || vec!["a".to_owned(), "b".to_owned(), "c".to_owned()];
        let page = |cursor: Option<&str>| {
            let params = PageParams { limit: Some(2), cursor: cursor.map(str::to_owned) };
            ListView::cut(all(), &params, |row| row.as_str())
        };
        let first = page(None).expect("a page");
        assert_eq!((first.items, first.next_cursor.as_deref()), (all()[..2].to_vec(), Some("b")));
        let last = page(Some("b")).expect("a page");
        assert_eq!((last.items, last.next_cursor), (all()[2..].to_vec(), None));
        assert!(page(Some("x")).is_err());
    }
}
