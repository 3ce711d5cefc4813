use crate::support::test_app;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt as _;

#[tokio::test]
async fn the_reference_is_a_page_that_loads_nothing_from_elsewhere() {
    let app = test_app().await;
    let page = app.call_as(None, axum::http::Method::GET, "/api/v2/docs", None).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let policy = page.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    assert!(!policy.contains("http"), "{policy}");
    assert!(page.headers.contains_key("x-request-id"));
    let html = page.body.as_str().expect("a page");
    assert!(!html.contains("http:") && !html.contains("https:"), "{html}");
    for name in ["docs/scalar.js", "docs/setup.js"] {
        assert!(html.contains(&format!("<script src=\"{name}\"></script>")), "{html}");
    }
    let setup = app.call_as(None, axum::http::Method::GET, "/api/v2/docs/setup.js", None).await;
    assert!(setup.body.as_str().expect("a script").contains("url: 'openapi.json'"));
    app.stop().await;
}

#[tokio::test]
async fn its_script_is_in_the_binary_and_sent_compressed() {
    let app = test_app().await;
    let request = |encoding: &str| {
        Request::get("/api/v2/docs/scalar.js")
            .header("accept-encoding", encoding)
            .body(Body::empty())
            .expect("a request")
    };
    let packed = app.router.clone().oneshot(request("br, gzip")).await.expect("an answer");
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let tag = packed.headers()["etag"].clone();
    let packed = to_bytes(packed.into_body(), usize::MAX).await.expect("a body");
    assert!(packed.starts_with(&[0x1f, 0x8b]), "gzip");
    let plain = app.router.clone().oneshot(request("identity")).await.expect("an answer");
    assert!(!plain.headers().contains_key("content-encoding"));
    let plain = to_bytes(plain.into_body(), usize::MAX).await.expect("a body");
    assert!(plain.len() > 3 * packed.len(), "{} {}", plain.len(), packed.len());
    let text = std::str::from_utf8(&plain).expect("a script");
    assert!(text.contains("createApiReference"));
    let mut again = request("gzip");
    again.headers_mut().insert("if-none-match", tag);
    let again = app.router.clone().oneshot(again).await.expect("an answer");
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    app.stop().await;
}
