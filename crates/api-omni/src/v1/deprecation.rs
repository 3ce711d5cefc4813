use crate::BASE;
use axum::http::header::LINK;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};

/// Since 29 January 2026, the day of the second version's specification (RFC 9745).
const DEPRECATION: HeaderValue = HeaderValue::from_static("@1769644800");
/// The layer is not removed before this day (RFC 8594).
const SUNSET: HeaderValue = HeaderValue::from_static("Fri, 31 Dec 2027 23:59:59 GMT");

/// Announces on every response that its route is deprecated, and what replaces it.
pub(super) fn announce(uri: &Uri, public_path: &str, headers: &mut HeaderMap) {
    headers.insert(HeaderName::from_static("deprecation"), DEPRECATION);
    headers.insert(HeaderName::from_static("sunset"), SUNSET);
    let successor = successor(uri.path());
    let link = format!("<{public_path}{BASE}{successor}>; rel=\"successor-version\"");
    if let Ok(link) = HeaderValue::from_str(&link) {
        headers.append(LINK, link);
    }
}

fn successor(path: &str) -> &'static str {
    let path = path.strip_prefix(super::V1_BASE).unwrap_or(path);
    if path.ends_with("/send-text") {
        return "/messages";
    }
    match path.trim_start_matches('/').split('/').next() {
        Some("instances") => "/instances",
        Some("traces") => "/events",
        Some("users") => "/persons",
        Some("settings") => "/settings",
        _ => "/docs",
    }
}

#[cfg(test)]
mod tests {
    use super::successor;

    #[test]
    fn every_route_names_its_successor() {
        let of = |path: &str| successor(&format!("/api/v1{path}"));
        assert_eq!(of("/instances/one"), "/instances");
        assert_eq!(of("/instances/one/send-text"), "/messages");
        assert_eq!(of("/one/send-text"), "/messages");
        assert_eq!(of("/traces"), "/events");
        assert_eq!(of("/users"), "/persons");
    }
}
