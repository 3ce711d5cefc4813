//! The parts that all API dialects share: the error that a dialect's edge renders, the extractors,
//! the caller, paging, the request id, limits and the request log.
//!
//! Depends on `omni-app` and HTTP, and on no dialect: each is a [`Mount`] of the [`Host`], with a
//! [`Dialect`] that renders an [`ApiError`] in its own form.
#![warn(missing_docs)]

mod bodies;
mod body;
mod cookie;
mod credential;
mod dialect;
mod edge;
mod error;
mod extract;
mod host;
mod min_rate;
pub mod openapi;
mod options;
mod qr_image;
mod routes;
mod serve;

pub use cookie::{CookieSecurity, SessionCookie, SignInFlow};
pub use credential::{API_KEY_NEEDED, CREDENTIAL_NEEDED, api_key, key_or_session};
pub use dialect::Dialect;
pub use edge::RequestInfo;
pub use error::{ApiError, Details, FieldName};
pub use extract::{
    ApiJson, ApiPath, ApiQuery, Auth, CsvBody, FileStream, IdempotencyKey, IfMatch, Keyless, Local,
    MediaJson, OptionalJson, PageParams, PageQuery, Peer, RawBody, RespondAsync, Upload,
    UploadedFile, authenticate, credential, decode_cursor, decode_cursor_of, decode_json,
    encode_cursor, encode_cursor_of, is_json, is_multipart,
};
pub use host::{Host, HostContext, HostError, Mount};
pub use min_rate::MinRate;
pub use options::HttpOptions;
pub use qr_image::{qr_data_url, qr_png};
pub use routes::{
    Access, DocumentedRoute, Endpoint, Failure, QueryParam, RouteInfo, Routes, Schemas,
};
pub use serve::serve;
#[doc(hidden)]
pub use utoipa_axum;
