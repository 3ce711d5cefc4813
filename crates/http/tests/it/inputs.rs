use crate::support::{Answer, ask, get};
use axum::http::{HeaderValue, Method, Request, StatusCode};
use axum::routing;
use omni_app::authentication::Credential;
use omni_domain::ids::InstanceId;
use omni_domain::page::Cursor;
use omni_http::{
    ApiPath, Endpoint, HttpOptions, IdempotencyKey, PageQuery, RespondAsync, Routes, api_key,
    encode_cursor,
};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Debug, Deserialize)]
struct OneInstance {
    id: InstanceId,
}

fn router() -> Routes {
    Routes::new()
        .undocumented(
            Method::GET,
            "/instances/{id}",
            routing::get(|ApiPath(path): ApiPath<OneInstance>| async move { path.id.to_string() }),
            Endpoint::open(),
        )
        .undocumented(
            Method::GET,
            "/list",
            routing::get(|PageQuery(page): PageQuery| async move { page.limit.to_string() }),
            Endpoint::open(),
        )
        .undocumented(
            Method::GET,
            "/once",
            routing::get(|IdempotencyKey(key)| async move { key.unwrap_or_default() }),
            Endpoint::open(),
        )
        .undocumented(
            Method::GET,
            "/later",
            routing::get(|RespondAsync(later): RespondAsync| async move { later.to_string() }),
            Endpoint::open(),
        )
}

async fn ask_for(path: &str) -> Answer {
    ask(router(), &HttpOptions::default(), get(path)).await
}

async fn with_header(path: &str, name: &'static str, value: &[u8]) -> Answer {
    let mut request = get(path);
    let value = HeaderValue::from_bytes(value).expect("a header");
    request.headers_mut().insert(name, value);
    ask(router(), &HttpOptions::default(), request).await
}

#[tokio::test]
async fn a_bad_path_parameter_is_named() {
    let answer = ask_for("/instances/abc").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.body["details"]["field"], "id");
    let answer = ask_for("/instances/%ff").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let answer = ask_for("/instances/0194b2c0-0000-7000-8000-000000000000").await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn pages_are_bounded_and_cursors_checked() {
    let cursor = encode_cursor(&Cursor { key: -3, id: Uuid::from_u128(9) });
    assert_eq!(ask_for(&format!("/list?limit=100&cursor={cursor}")).await.status, StatusCode::OK);
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("cursor=AAA", "cursor"),
    ] {
        let answer = ask_for(&format!("/list?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.body["details"]["field"], field, "{query}");
    }
}

#[tokio::test]
async fn idempotency_keys_are_printable_and_short() {
    let name = "idempotency-key";
    assert_eq!(with_header("/once", name, b"order 17").await.status, StatusCode::OK);
    for bad in [b"".as_slice(), "ключ".as_bytes(), &[b'x'; 256]] {
        let answer = with_header("/once", name, bad).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.body["details"]["field"], "Idempotency-Key");
    }
}

#[tokio::test]
async fn respond_async_is_one_of_several_preferences() {
    let answer = with_header("/later", "prefer", b"wait=10, Respond-Async").await;
    assert_eq!(answer.body, true);
    assert_eq!(ask_for("/later").await.body, false);
}

#[test]
fn keys_are_read_from_header_bearer_or_query_in_this_order() {
    let found = |build: &dyn Fn(axum::http::request::Builder) -> axum::http::request::Builder| {
        let request = build(Request::get("/?limit=1&api_key=query%2B")).body(()).expect("valid");
        api_key(&request.into_parts().0)
    };
    let key = |secret: &str| Some(Credential::ApiKey(secret.to_owned()));
    let all = found(&|b| b.header("x-api-key", "own").header("authorization", "Bearer other"));
    assert_eq!(all.expect("readable"), key("own"));
    let bearer = found(&|b| b.header("authorization", "bearer other"));
    assert_eq!(bearer.expect("readable"), key("other"));
    assert_eq!(found(&|b| b).expect("readable"), key("query+"));
    let basic = found(&|b| b.header("authorization", "Basic eDp5"));
    assert_eq!(basic.expect_err("not a key").status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_query_string_of_thousands_of_names_is_refused_before_it_is_read() {
    let named = |count: usize| {
        let pairs: Vec<String> = (0..count).map(|number| format!("n{number}=1")).collect();
        ask_for_owned(format!("/list?{}", pairs.join("&")))
    };
    assert_eq!(named(100).await.status, StatusCode::OK);
    let refused = named(101).await;
    assert_eq!(
        refused.line(),
        "400 VALIDATION_ERROR the query string has more than 100 parameters"
    );
    assert_eq!(named(5000).await.status, StatusCode::BAD_REQUEST);
    // The same name again is another parameter, and nothing between two `&` is none.
    let again = ask_for(&format!("/list?{}", "limit=1&".repeat(101))).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert_eq!(ask_for(&format!("/list?{}", "&".repeat(500))).await.status, StatusCode::OK);
}

async fn ask_for_owned(path: String) -> Answer {
    ask_for(&path).await
}
