//! The bundle's files, whose names contain a hash of their content.

use crate::bundle::{File, Find};
use crate::encoding::{Encoding, accepted};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use omni_http::ApiError;

/// Such a name never has another content.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK: &str = "no-cache";

/// The file in the smallest form that the client takes.
pub(crate) fn send(find: Find, name: &str, headers: &HeaderMap) -> Result<Response, ApiError> {
    let Some(kind) = kind(name) else { return Err(ApiError::unknown_route()) };
    let (file, encoding) = choose(find, name, headers).ok_or_else(ApiError::unknown_route)?;
    let tag = tag(&file.hash, encoding.map_or("", |encoding| encoding.suffix));
    let cached = if name.starts_with("assets/") { FOREVER } else { ASK };
    let common = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, HeaderValue::from_static(cached)),
        (VARY, HeaderValue::from_static("accept-encoding")),
        (ETAG, tag.clone()),
    ];
    if is_known(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let mut response = (common, file.bytes).into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name));
    }
    Ok(response)
}

/// Small files have no compressed forms.
fn choose(find: Find, name: &str, headers: &HeaderMap) -> Option<(File, Option<Encoding>)> {
    let packed = accepted(headers).find_map(|encoding| {
        find(&format!("{name}{}", encoding.suffix)).map(|file| (file, Some(encoding)))
    });
    packed.or_else(|| find(name).map(|file| (file, None)))
}

/// The tag of a form: each encoding is another representation.
pub(crate) fn tag(hash: &str, form: &str) -> HeaderValue {
    let text = format!("\"{hash}{form}\"");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// Whether the client has this form.
pub(crate) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let tag = tag.to_str().unwrap_or_default();
    let lines = headers.get_all(IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|known| {
        let known = known.trim();
        known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

/// The types that a bundle has; a file of another is not sent.
fn kind(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => return None,
    })
}
