//! The path below which a proxy reaches the host, if it passes that path on.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::LOCATION;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use std::sync::Arc;
use tower::ServiceExt as _;

/// `routes` at their own paths, and at the same paths below `base`. `base` itself leads to its root,
/// so that relative addresses of a page there are right.
pub(super) fn below(base: &str, routes: Router) -> Router {
    if base.is_empty() {
        return routes;
    }
    let prefix: Arc<str> = Arc::from(base);
    let served = routes
        .into_service::<Body>()
        .map_request(move |request: Request| shortened(request, &prefix));
    let name: Arc<str> = Arc::from(base.rsplit('/').next().unwrap_or_default());
    let to_root = any(move |uri: Uri| {
        let location = root(&name, &uri);
        async move { redirect(&location) }
    });
    Router::new().route(base, to_root).fallback_service(served)
}

/// Relative, since another proxy may have removed a prefix before.
fn root(name: &str, uri: &Uri) -> String {
    match uri.query() {
        Some(query) => format!("{name}/?{query}"),
        None => format!("{name}/"),
    }
}

fn redirect(location: &str) -> Response {
    match HeaderValue::from_str(location) {
        Ok(location) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// The request as a proxy that removes the prefix would send it.
fn shortened(mut request: Request, base: &str) -> Request {
    if let Some(uri) = without(request.uri(), base) {
        *request.uri_mut() = uri;
    }
    request
}

fn without(uri: &Uri, base: &str) -> Option<Uri> {
    let rest = uri.path().strip_prefix(base).filter(|rest| rest.starts_with('/'))?;
    let text = match uri.query() {
        Some(query) => format!("{rest}?{query}"),
        None => rest.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::without;
    use axum::http::Uri;

    #[test]
    fn only_whole_parts_of_a_path_are_removed() {
        let of = |text: &str| {
            let uri: Uri = text.parse().expect("a URI");
            without(&uri, "/wa").map(|uri| uri.to_string())
        };
        assert_eq!(of("/wa/api/v1/me?a=%2F&b").as_deref(), Some("/api/v1/me?a=%2F&b"));
        assert_eq!(of("/wa/").as_deref(), Some("/"));
        assert_eq!(of("http://example.com/wa/docs").as_deref(), Some("http://example.com/docs"));
        for other in ["/wa", "/way/x", "/api/wa/x", "/"] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
