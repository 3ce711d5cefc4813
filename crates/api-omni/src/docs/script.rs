//! Scalar's script: five megabytes, compressed to one and a half, and sent once per browser and
//! version.

use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use omni_http::ApiError;
use std::io::Read as _;
use tokio::sync::OnceCell;

/// Its file name in the crate `scalar_api_reference`.
const ASSET: &str = "scalar.js";
/// Each release of Omni may contain another release of Scalar.
const TAG: HeaderValue = HeaderValue::from_static(concat!("\"", env!("CARGO_PKG_VERSION"), "\""));

/// Compressed at the first request: a server without requests for it should not pay for it.
static PACKED: OnceCell<Bytes> = OnceCell::const_new();

pub(super) async fn scalar(headers: HeaderMap) -> Result<Response, ApiError> {
    let known = headers.get(IF_NONE_MATCH).is_some_and(|tags| tags == TAG);
    let common = [
        (CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("public, no-cache")),
        (VARY, HeaderValue::from_static("accept-encoding")),
        (ETAG, TAG),
    ];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let packed = PACKED.get_or_try_init(pack).await?.clone();
    if takes_gzip(&headers) {
        let encoding = [(CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
        return Ok((common, encoding, packed).into_response());
    }
    let whole = tokio::task::spawn_blocking(move || {
        let mut whole = Vec::new();
        GzDecoder::new(packed.as_ref()).read_to_end(&mut whole).map(|_| whole)
    });
    let whole = whole.await.map_err(|_| ApiError::internal())?.map_err(|_| ApiError::internal())?;
    Ok((common, whole).into_response())
}

async fn pack() -> Result<Bytes, ApiError> {
    let packing = tokio::task::spawn_blocking(|| {
        let script = scalar_api_reference::get_asset(ASSET)?;
        let mut packed = Vec::new();
        GzEncoder::new(script.as_slice(), Compression::default()).read_to_end(&mut packed).ok()?;
        Some(Bytes::from(packed))
    });
    packing.await.ok().flatten().ok_or_else(|| {
        tracing::error!("the script of the API reference is not in this binary");
        ApiError::internal()
    })
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let encodings = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    encodings.is_some_and(|list| {
        list.split(',').any(|one| {
            let (name, weight) = one.split_once(';').unwrap_or((one, ""));
            name.trim().eq_ignore_ascii_case("gzip") && weight.trim() != "q=0"
        })
    })
}
