//! The API document as an interactive page: Scalar, with its script inside this binary.
//!
//! Nothing is loaded from elsewhere, and the page's policy forbids it.

mod script;

use axum::http::Method;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use omni_app::App;
use omni_http::{Endpoint, Routes};

/// Scalar writes its styles into the page, hence `unsafe-inline` for these; scripts are separate
/// files.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Omni API</title>
  </head>
  <body>
    <div id="app"></div>
    <noscript>This page needs JavaScript. The same as data: <a href="openapi.json">openapi.json</a></noscript>
    <script src="docs/scalar.js"></script>
    <script src="docs/setup.js"></script>
  </body>
</html>
"#;

/// The features of Scalar that would send requests to its vendor's servers are disabled; the policy
/// forbids them too.
const SETUP: &str = r"Scalar.createApiReference('#app', {
  url: 'openapi.json',
  persistAuth: false,
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  defaultOpenAllTags: false,
  authentication: { preferredSecurityScheme: 'apiKey' },
})
";

/// `/docs` and its files.
pub(crate) fn routes() -> Routes<App> {
    let open = Endpoint::open();
    Routes::new()
        .undocumented(Method::GET, "/docs", get(page), open)
        .undocumented(Method::GET, "/docs/setup.js", get(setup), open)
        .undocumented(Method::GET, "/docs/scalar.js", get(script::scalar), open)
}

async fn page() -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, PAGE)
}

async fn setup() -> impl IntoResponse {
    let kind = (CONTENT_TYPE, "text/javascript; charset=utf-8");
    ([kind, (CACHE_CONTROL, "no-cache")], SETUP)
}
