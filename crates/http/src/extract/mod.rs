//! The extractors of handlers. Every rejection is an [`ApiError`](crate::ApiError).

mod auth;
mod csv;
mod file_stream;
mod headers;
mod json;
mod local;
mod page;
mod path;
mod peer;
mod query;
mod raw;
mod upload;
mod values;

pub use auth::{Auth, authenticate, credential};
pub use csv::CsvBody;
pub use file_stream::FileStream;
pub use headers::{IdempotencyKey, IfMatch, RespondAsync};
pub use json::{ApiJson, MediaJson, OptionalJson, decode_json, is_json};
pub use local::Local;
pub use page::{
    PageParams, PageQuery, decode_cursor, decode_cursor_of, encode_cursor, encode_cursor_of,
};
pub use path::ApiPath;
pub use peer::{Keyless, Peer};
pub use query::ApiQuery;
pub use raw::RawBody;
pub use upload::{Upload, UploadedFile, is_multipart};

use crate::edge::RequestInfo;
use crate::{ApiError, HttpOptions};
use axum::http::Extensions;
use std::sync::Arc;

/// The request's facts, which the layers of a [`crate::Host`] insert.
fn info(extensions: &Extensions) -> Result<&Arc<RequestInfo>, ApiError> {
    extensions.get::<Arc<RequestInfo>>().ok_or_else(|| {
        tracing::error!("a router is served without omni_http::Host around it");
        ApiError::internal()
    })
}

fn options(extensions: &Extensions) -> Result<&HttpOptions, ApiError> {
    info(extensions).map(|info| info.shared.options.as_ref())
}
