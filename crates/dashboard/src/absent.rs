//! What is shown by a binary that was built without the bundle.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

const PAGE: &str = r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Omni</title>
  </head>
  <body>
    <main>
      <h1>This binary has no dashboard</h1>
      <p>It was built without Node.js 20.19 or later. Install it, run <code>make dashboard</code>, and build
      the server again. The API works without it.</p>
    </main>
  </body>
</html>
"#;

/// The reason, as a page.
pub(crate) fn page() -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, PAGE).into_response()
}
