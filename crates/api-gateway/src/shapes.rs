//! Shapes that several nouns share.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use omni_domain::Timestamp;
use omni_domain::page::{Page, PageRequest};
use omni_http::{ApiError, ApiQuery, decode_cursor, encode_cursor};
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

/// The page of a list that is read from the database.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paged(pub(crate) PageRequest);

impl<S: Send + Sync> FromRequestParts<S> for Paged {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let ApiQuery(params) = ApiQuery::<PageParams>::from_request_parts(parts, state).await?;
        let after = params.cursor().map(decode_cursor).transpose().map_err(|_| bad_cursor())?;
        Ok(Self(PageRequest { limit: params.limit()?, after }))
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
    /// The page, each row as its view.
    pub(crate) fn of<U>(page: Page<U>, view: impl FnMut(U) -> T) -> Self {
        let next_cursor = page.next.as_ref().map(encode_cursor);
        Self { items: page.items.into_iter().map(view).collect(), next_cursor }
    }

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
    use super::{ListView, PageParams};

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
