//! The API document, a page with first steps, and the document as an interactive page.
//!
//! Every address is relative, so that the pages work below a path prefix of a proxy and on any host.

use crate::openapi;
use axum::extract::State;
use axum::http::Method;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use omni_app::App;
use omni_http::openapi::served_below;
use omni_http::{Endpoint, Routes};
use std::sync::LazyLock;

/// The paths of this module.
pub(crate) const PATHS: [&str; 3] = ["/api/openapi.json", "/api/doc", "/api/reference"];

/// Scalar writes its styles into the page, hence `unsafe-inline` for these; scripts are separate files.
const REFERENCE_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; \
    connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = include_str!("page.html");
/// Without it the page is complete, too: it fills in the host and makes the commands copyable.
const PAGE_SCRIPT: &str = include_str!("page.js");
/// The script of Scalar is served by the Omni API of the same host.
const REFERENCE: &str = include_str!("reference.html");
const SETUP: &str = include_str!("setup.js");

/// Serialised at the first request: a server without requests for it should not pay for it.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| openapi::document().to_string());

pub(crate) fn routes() -> Routes<App> {
    let open = Endpoint::open();
    Routes::new()
        .undocumented(Method::GET, "/api/openapi.json", get(document), open)
        .undocumented(Method::GET, "/api/doc", get(page), open)
        .undocumented(Method::GET, "/api/doc/page.js", get(page_script), open)
        .undocumented(Method::GET, "/api/reference", get(reference), open)
        .undocumented(Method::GET, "/api/reference/setup.js", get(setup), open)
}

/// The document is no answer of the API: it has no `request_id`, and its type identifies it.
async fn document(State(app): State<App>) -> impl IntoResponse {
    let kind = (CONTENT_TYPE, "application/vnd.oai.openapi+json;version=3.0");
    ([kind], served_below(&DOCUMENT, app.public_path()))
}

async fn page() -> impl IntoResponse {
    html(PAGE_POLICY, PAGE)
}

async fn reference() -> impl IntoResponse {
    html(REFERENCE_POLICY, REFERENCE)
}

async fn page_script() -> impl IntoResponse {
    script(PAGE_SCRIPT)
}

async fn setup() -> impl IntoResponse {
    script(SETUP)
}

fn script(text: &'static str) -> impl IntoResponse {
    let kind = (CONTENT_TYPE, "text/javascript; charset=utf-8");
    ([kind, (CACHE_CONTROL, "no-cache")], text)
}

fn html(policy: &'static str, page: &'static str) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, policy),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, page)
}

#[cfg(test)]
mod tests {
    use super::DOCUMENT;
    use omni_http::openapi::served_below;
    use serde_json::Value;

    #[test]
    fn the_document_names_the_path_of_the_proxy() {
        for (path, url) in [("", "/"), ("/wa", "/wa")] {
            let document = served_below(&DOCUMENT, path);
            let document: Value = serde_json::from_slice(&document).expect("JSON");
            assert_eq!(document["servers"][0]["url"], url);
            assert!(document["paths"]["/api/v1/me"].is_object());
        }
    }
}
