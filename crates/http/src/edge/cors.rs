use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Method};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

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
    let headers = ["x-api-key", "idempotency-key", "prefer", "x-request-id"];
    let exposed = ["x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];
    Some(
        CorsLayer::new()
            .allow_origin(allowed)
            .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
            .allow_headers(
                [CONTENT_TYPE, AUTHORIZATION].into_iter().chain(headers.map(HeaderName::from_static)),
            )
            .expose_headers(
                [RETRY_AFTER].into_iter().chain(exposed.map(HeaderName::from_static)),
            )
            .max_age(Duration::from_secs(600)),
    )
}
