use super::{RequestInfo, Shared};
use crate::ApiError;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use std::sync::Arc;

/// The final response: errors in the dialect's body, and the headers that every response has.
pub(super) fn finish(response: Response, info: &RequestInfo, shared: &Shared) -> Response {
    let mut response = render(response, info, shared);
    let headers = response.headers_mut();
    if let Some(id) = info.id_header() {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    if let Some(rate) = info.rate() {
        rate.write(headers);
    }
    secure(headers);
    response
}

fn render(mut response: Response, info: &RequestInfo, shared: &Shared) -> Response {
    let error = response.extensions_mut().remove::<ApiError>().or_else(|| foreign(&response));
    let Some(mut error) = error else { return response };
    error.request_id = Some(Arc::clone(info.id()));
    let mut rendered = (shared.dialect.render)(&error);
    // Headers that other layers have set are kept: Retry-After, CORS.
    for (name, value) in response.headers() {
        if name != CONTENT_TYPE && name != CONTENT_LENGTH {
            rendered.headers_mut().append(name.clone(), value.clone());
        }
    }
    rendered
}

/// Errors of axum itself (a wrong method, a bad upgrade) have no body or a line of text.
fn foreign(response: &Response) -> Option<ApiError> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let kind = response.headers().get(CONTENT_TYPE);
    if kind.is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain")) {
        return None;
    }
    Some(match status {
        StatusCode::METHOD_NOT_ALLOWED => ApiError::wrong_method(),
        StatusCode::NOT_FOUND => ApiError::unknown_route(),
        StatusCode::INTERNAL_SERVER_ERROR => ApiError::internal(),
        other => {
            let reason = other.canonical_reason().unwrap_or("the request cannot be served");
            ApiError::new(other, "HTTP_ERROR", reason)
        }
    })
}

/// Responses are data, never pages, and often secret: nothing may sniff, frame or cache them. A
/// route that needs other headers has set its own.
fn secure(headers: &mut HeaderMap) {
    const ROWS: [(HeaderName, HeaderValue); 5] = [
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        ),
    ];
    for (name, value) in ROWS {
        headers.entry(name).or_insert(value);
    }
}
