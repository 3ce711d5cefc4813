//! The documentation as a page. Nothing is loaded from elsewhere, and the page's policy forbids it.

use axum::http::Method;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use omni_app::App;
use omni_http::{Endpoint, Routes};
use std::sync::LazyLock;

/// The address of the page.
pub(crate) const PATH: &str = "/docs";

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// Its links are relative, so that they hold below a path prefix of a proxy, too.
const PAGE: &str = include_str!("docs.html");

/// The same, one level deeper.
static DEEPER: LazyLock<String> = LazyLock::new(|| PAGE.replace("href=\"", "href=\"../"));

/// `/docs`, and its address with the language.
pub(crate) fn routes() -> Routes<App> {
    let open = Endpoint::open();
    Routes::new().undocumented(Method::GET, PATH, get(page), open).undocumented(
        Method::GET,
        "/en/docs",
        get(deeper_page),
        open,
    )
}

async fn page() -> impl IntoResponse {
    html(PAGE)
}

async fn deeper_page() -> impl IntoResponse {
    html(&DEEPER)
}

fn html(page: &'static str) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, page)
}
