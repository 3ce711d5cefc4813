use axum::http::{HeaderName, HeaderValue, Method};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Headers a browser may send.
const ALLOWED: [&str; 8] = [
    "content-type",
    "authorization",
    "x-api-key",
    "idempotency-key",
    "if-match",
    "prefer",
    "x-csrf-token",
    "x-request-id",
];
/// Headers a page may read.
const EXPOSED: [&str; 7] = [
    "etag",
    "retry-after",
    // The Gateway's name of the next one.
    "request-id",
    "x-request-id",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
];

/// The CORS layer for these origins; none configured is no layer at all.
pub(super) fn layer(origins: &[String]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let allowed = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()))
    };
    Some(
        CorsLayer::new()
            .allow_origin(allowed)
            .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
            .allow_headers(ALLOWED.map(HeaderName::from_static))
            .expose_headers(EXPOSED.map(HeaderName::from_static))
            .max_age(Duration::from_mins(10)),
    )
}
