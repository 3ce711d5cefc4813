//! The page itself, at every address that a person may open.

use crate::absent;
use crate::asset::{is_known, tag};
use crate::bundle::Find;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

/// Scripts and styles are files of the bundle; nothing is loaded from elsewhere, and neither a message
/// nor a library can put a script or a style into the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; \
    base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/// In the bundle's page: its root, as seen from `/`.
const ROOT: &str = r#"<base href="./">"#;

/// The page, for the address with this path.
pub(crate) fn show(find: Find, path: &str, headers: &HeaderMap) -> Response {
    let Some(file) = find("index.html") else { return absent::page() };
    let root = root_of(path);
    let tag = tag(&file.hash, &format!("-{}", root.len()));
    let common = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (ETAG, tag.clone()),
    ];
    if is_known(headers, &tag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let page = String::from_utf8_lossy(&file.bytes);
    let page = page.replacen(ROOT, &format!(r#"<base href="{root}">"#), 1);
    (common, page).into_response()
}

/// From the address to the page's root. It is relative, since a proxy may have removed a prefix.
fn root_of(path: &str) -> String {
    match path.matches('/').count() {
        0 | 1 => "./".to_owned(),
        slashes => "../".repeat(slashes - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::root_of;

    #[test]
    fn the_root_is_relative_to_the_address() {
        for (path, root) in [
            ("/", "./"),
            ("/login", "./"),
            ("/instances/", "../"),
            ("/instances/1", "../"),
            ("/chats/1/2%2F3", "../../"),
        ] {
            assert_eq!(root_of(path), root, "{path}");
        }
    }
}
