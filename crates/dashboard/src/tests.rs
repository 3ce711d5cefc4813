use super::{PAGES, asset, page, routes};
use crate::bundle::File;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, HeaderName,
    IF_NONE_MATCH,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;

const PAGE: &str =
    r#"<html><head><base href="./"><script src="./assets/a-1.js"></script></head></html>"#;

fn bundle(path: &str) -> Option<File> {
    let bytes = match path {
        "index.html" => PAGE,
        "assets/a-1.js" => "plain",
        "assets/a-1.js.br" => "brotli",
        "assets/a-1.js.gz" => "gzip",
        "assets/b-2.svg" => "<svg/>",
        _ => return None,
    };
    Some(File { bytes: Bytes::from_static(bytes.as_bytes()), hash: format!("{:x}", bytes.len()) })
}

fn nothing(_: &str) -> Option<File> {
    None
}

fn with(name: HeaderName, value: &str) -> HeaderMap {
    HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a header"))])
}

fn header(response: &Response, name: HeaderName) -> &str {
    response.headers().get(name).map_or("", |value| value.to_str().expect("text"))
}

async fn body(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[tokio::test]
async fn the_page_knows_its_root_at_every_address() {
    for (path, base) in [("/", "./"), ("/instances/1", "../"), ("/chats/1/2", "../../")] {
        let response = page::show(bundle, path, &HeaderMap::new());
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, CACHE_CONTROL), "no-cache");
        let policy = header(&response, CONTENT_SECURITY_POLICY).to_owned();
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{policy}");
        let text = body(response).await;
        assert!(text.contains(&format!(r#"<base href="{base}">"#)), "{path}: {text}");
    }
}

#[test]
fn a_known_page_is_not_sent_again_but_for_another_depth() {
    let tag = header(&page::show(bundle, "/instances/1", &HeaderMap::new()), ETAG).to_owned();
    let known = with(IF_NONE_MATCH, &tag);
    assert_eq!(page::show(bundle, "/chats/1", &known).status(), StatusCode::NOT_MODIFIED);
    assert_eq!(page::show(bundle, "/", &known).status(), StatusCode::OK);
}

#[tokio::test]
async fn without_a_bundle_the_page_says_why() {
    let response = page::show(nothing, "/", &HeaderMap::new());
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(body(response).await.contains("make dashboard"));
}

#[tokio::test]
async fn assets_are_sent_in_the_form_that_the_client_takes() {
    for (accepted, encoding, sent) in
        [("gzip, br", "br", "brotli"), ("gzip", "gzip", "gzip"), ("br;q=0, identity", "", "plain")]
    {
        let headers = with(ACCEPT_ENCODING, accepted);
        let response = asset::send(bundle, "assets/a-1.js", &headers).expect("a file");
        assert_eq!(header(&response, CONTENT_ENCODING), encoding);
        assert!(header(&response, CACHE_CONTROL).ends_with("immutable"));
        assert_eq!(body(response).await, sent);
    }
    // It has no compressed form.
    let headers = with(ACCEPT_ENCODING, "br");
    let response = asset::send(bundle, "assets/b-2.svg", &headers).expect("a file");
    assert_eq!(header(&response, CONTENT_ENCODING), "");
}

#[test]
fn each_form_has_a_tag_of_its_own() {
    let tag = |accepted: &str| {
        let headers = with(ACCEPT_ENCODING, accepted);
        let response = asset::send(bundle, "assets/a-1.js", &headers).expect("a file");
        header(&response, ETAG).to_owned()
    };
    assert_ne!(tag("br"), tag("gzip"));
    let mut known = with(IF_NONE_MATCH, &format!("\"other\", W/{}", tag("br")));
    known.insert(ACCEPT_ENCODING, HeaderValue::from_static("br"));
    let response = asset::send(bundle, "assets/a-1.js", &known).expect("a file");
    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
}

#[test]
fn a_missing_asset_is_an_error_and_never_the_page() {
    for name in ["assets/c-3.js", "assets/../index.html", "assets/a-1.js.br", "assets/none"] {
        let error = asset::send(bundle, name, &HeaderMap::new()).expect_err(name);
        assert_eq!(error.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[test]
fn a_page_is_at_its_address_with_a_slash_at_the_end_too() {
    let routes = routes(bundle);
    let paths: Vec<_> = routes.infos().iter().map(|info| info.path.as_str()).collect();
    for path in ["/settings", "/settings/", "/instances/", "/dashboard", "/dashboard/"] {
        assert_eq!(paths.iter().filter(|one| **one == path).count(), 1, "{path}");
    }
    assert!(!paths.contains(&"//"));
}

#[test]
fn no_page_is_below_the_paths_of_an_api() {
    let routes = routes(bundle);
    let paths: Vec<_> = routes.infos().iter().map(|info| info.path.as_str()).collect();
    assert!(PAGES.iter().all(|page| paths.contains(page)));
    let others = ["/api", "/v1", "/mcp", "/health", "/metrics", "/ws"];
    // By whole segments: `/mcp-server` is no path of `/mcp`.
    let is_below = |path: &str, other: &str| {
        path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    assert!(!paths.iter().any(|path| others.iter().any(|other| is_below(path, other))));
    assert!(!paths.contains(&"/{*rest}"), "an unknown path belongs to the APIs");
}
