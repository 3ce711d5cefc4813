//! Shapes that several nouns share.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use omni_app::entity_tag::EntityTag;
use omni_domain::Timestamp;
use omni_domain::page::Page;
use omni_http::{ApiError, encode_cursor};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// What a handler returns.
pub(crate) type Reply<T> = Result<Json<T>, ApiError>;

/// What a handler of a single resource returns.
pub(crate) type TaggedReply<T> = Result<Tagged<T>, ApiError>;

/// A single resource with the `ETag` that an `If-Match` may name.
#[derive(Debug)]
pub(crate) struct Tagged<T> {
    tag: EntityTag,
    view: T,
}

impl<T> Tagged<T> {
    pub(crate) const fn new(tag: EntityTag, view: T) -> Self {
        Self { tag, view }
    }
}

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let tag = format!("\"{}\"", self.tag.as_str());
        ([(header::ETAG, tag)], Json(self.view)).into_response()
    }
}

/// The header of every change of a single resource, for the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by `IfMatch`; the field only describes the header")]
pub(crate) struct IfMatchHeader {
    /// The change is rejected with 412 unless the resource still has this `ETag`.
    #[param(rename = "If-Match", max_length = 2048)]
    if_match: Option<String>,
}

/// A time in JSON: RFC 3339, UTC, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Time(pub(crate) Timestamp);

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
            .examples(["2025-01-29T12:00:00.000Z"])
            .into()
    }
}

impl ToSchema for Time {}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView<T> {
    /// The rows.
    pub(crate) items: Vec<T>,
    /// The position of the next page.
    pub(crate) meta: PageMeta,
}

/// The position of the next page of a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageMeta {
    /// There are more.
    has_more: bool,
    /// Pass it as `cursor` to read the next page; opaque.
    cursor: Option<String>,
    /// Total number of matches, where it is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    /// Present if `total` is a minimum. Matches by text or person, or within a part of an hour, are
    /// counted up to 500.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    total_is_minimum: bool,
}

impl<T> ListView<T> {
    /// The page, each row as its view.
    pub(crate) fn of<U>(page: Page<U>, view: impl FnMut(U) -> T) -> Self {
        let cursor = page.next.as_ref().map(encode_cursor);
        let meta =
            PageMeta { has_more: cursor.is_some(), cursor, total: None, total_is_minimum: false };
        Self { items: page.items.into_iter().map(view).collect(), meta }
    }

    /// With a count of all that match.
    pub(crate) fn counted(mut self, total: u64) -> Self {
        self.meta.total = Some(total);
        self
    }

    /// With a count that may only be a minimum.
    pub(crate) fn counted_at_least(mut self, total: u64, is_minimum: bool) -> Self {
        self.meta.total_is_minimum = is_minimum;
        self.counted(total)
    }
}

/// Distinguishes `null` from an absent member, with `#[serde(default)]`: for PATCH bodies.
pub(crate) fn given<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
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
