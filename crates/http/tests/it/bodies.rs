use crate::support::{Answer, ask, call, host, post};
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode};
use axum::routing;
use futures::{StreamExt, stream};
use omni_http::{ApiJson, Endpoint, HttpOptions, MediaJson, MinRate, Routes, Upload};
use serde::Deserialize;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Contact {
    #[expect(dead_code, reason = "only its type matters here")]
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Send {
    to: String,
    #[expect(dead_code, reason = "only its type matters here")]
    contact: Option<Contact>,
}

fn router() -> Routes {
    Routes::new()
        .undocumented(
            Method::POST,
            "/small",
            routing::post(|ApiJson(send): ApiJson<Send>| async { send.to }),
            Endpoint::open(),
        )
        .undocumented(
            Method::POST,
            "/large",
            routing::post(|MediaJson(send): MediaJson<Send>| async { send.to }),
            Endpoint::open(),
        )
        .undocumented(Method::POST, "/form", routing::post(take_form), Endpoint::open())
}

async fn take_form(form: Upload<Send>) -> String {
    let mut bytes = form.file.bytes;
    let mut size = 0;
    while let Some(Ok(chunk)) = bytes.next().await {
        size += chunk.len();
    }
    format!("\"{} {} {size}\"", form.fields.to, form.file.name.unwrap_or_default())
}

async fn send(path: &str, body: impl Into<Body>) -> Answer {
    ask(router(), &HttpOptions::default(), post(path, body)).await
}

#[tokio::test]
async fn refusals_name_the_field_and_what_was_expected() {
    let cases = [
        ("", "", "the body is empty; send a JSON object"),
        (
            "{\"to\":",
            "",
            "the body is not valid JSON: EOF while parsing a value at line 1 column 6",
        ),
        ("{}", "to", "`to`: is required"),
        ("{\"to\":5}", "to", "`to`: invalid type: integer `5`, expected a string"),
        ("[]", "", "the body is a list; send a JSON object"),
        ("{\"to\":\"a\",\"contact\":{}}", "contact.name", "`contact.name`: is required"),
        (
            "{\"to\":\"a\",\"too\":1}",
            "too",
            "`too`: is not a field of this request; expected `to` or `contact`",
        ),
        (
            "{\"to\":\"a\"} x",
            "",
            "the body is not valid JSON: trailing characters at line 1 column 12",
        ),
    ];
    for (body, field, message) in cases {
        let answer = send("/small", body).await;
        assert_eq!(answer.line(), format!("400 VALIDATION_ERROR {message}"), "{body}");
        assert_eq!(answer.body["details"]["field"], field, "{body}");
    }
}

#[tokio::test]
async fn other_content_types_are_refused() {
    let mut request = post("/small", "to=a");
    let kind = "application/x-www-form-urlencoded".parse().expect("a header");
    request.headers_mut().insert("content-type", kind);
    let answer = ask(router(), &HttpOptions::default(), request).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let mut request = post("/small", "{\"to\":\"a\"}");
    request.headers_mut().remove("content-type");
    assert_eq!(ask(router(), &HttpOptions::default(), request).await.status, StatusCode::OK);
}

#[tokio::test]
async fn twenty_megabytes_are_too_large_for_a_small_route_and_fine_for_a_file_route() {
    let body = format!("{{\"to\":\"{}\"}}", "x".repeat(20 * 1024 * 1024));
    let answer = send("/small", body.clone()).await;
    assert_eq!(
        answer.line(),
        "413 PAYLOAD_TOO_LARGE the body is larger than the 1048576 bytes that this endpoint accepts"
    );
    assert_eq!(send("/large", body).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_endless_body_of_unknown_length_is_cut_off() {
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let piece = Bytes::from(vec![b' '; 64 * 1024]);
    let endless = stream::repeat_with(move || {
        counted.fetch_add(64 * 1024, Ordering::Relaxed);
        Ok::<_, Infallible>(piece.clone())
    });
    let answer = send("/small", Body::from_stream(endless)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(read.load(Ordering::Relaxed) < 40 * 1024 * 1024);
}

fn form(body: &str) -> Request<Body> {
    Request::post("/form")
        .header("content-type", "multipart/form-data; boundary=B")
        .body(Body::from(body.replace('\n', "\r\n")))
        .expect("a request")
}

#[tokio::test]
async fn forms_hand_the_file_on_as_a_stream() {
    let body = "--B\nContent-Disposition: form-data; name=\"to\"\n\nann\n\
                --B\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\n\
                Content-Type: text/plain\n\nhello\n--B--\n";
    let answer = ask(router(), &HttpOptions::default(), form(body)).await;
    assert_eq!(answer.body, "ann a.txt 5");
}

#[tokio::test]
async fn forms_without_a_file_or_with_missing_fields_are_refused() {
    let no_file = "--B\nContent-Disposition: form-data; name=\"to\"\n\nann\n--B--\n";
    let answer = ask(router(), &HttpOptions::default(), form(no_file)).await;
    assert_eq!(
        answer.line(),
        "400 VALIDATION_ERROR `file`: is required, as the last field of the form"
    );
    let early = "--B\nContent-Disposition: form-data; name=\"file\"\n\nhello\n--B--\n";
    let answer = ask(router(), &HttpOptions::default(), form(early)).await;
    assert_eq!(answer.line(), "400 VALIDATION_ERROR `to`: is required");
    let torn = ask(router(), &HttpOptions::default(), form("--B\nrubbish")).await;
    assert_eq!(torn.status, StatusCode::BAD_REQUEST);
}

/// A body that sends this and then no more, without ending.
fn stalled(bytes: &'static [u8]) -> Body {
    let first = stream::once(async move { Ok::<_, Infallible>(Bytes::from_static(bytes)) });
    Body::from_stream(first.chain(stream::pending()))
}

/// Limits that a test sees the end of.
fn tight() -> HttpOptions {
    let min_rate = MinRate { bytes_per_s: 1000, grace: Duration::from_millis(50) };
    HttpOptions { min_rate, ..HttpOptions::default() }
}

#[tokio::test]
async fn a_body_that_stalls_is_given_up() {
    for (path, kind, start) in [
        ("/small", "application/json", b"{\"to\":".as_slice()),
        ("/large", "application/json", b"{\"to\":"),
        ("/form", "multipart/form-data; boundary=B", b"--B\r\nContent-Dispo"),
    ] {
        let mut request = post(path, stalled(start));
        request.headers_mut().insert("content-type", kind.parse().expect("a header"));
        let answer = ask(router(), &tight(), request).await;
        assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT, "{path}: {}", answer.body);
        let message = answer.body["message"].as_str().expect("a message");
        assert!(message.starts_with("the body was slower than 1000 bytes a second"), "{message}");
    }
}

#[tokio::test]
async fn bytes_of_unfinished_bodies_are_bounded_per_caller_and_in_all() {
    let body = format!("{{\"to\":\"{}\"}}", "x".repeat(3000));
    let in_all = HttpOptions { bodies_max_bytes: 2000, ..HttpOptions::default() };
    let answer = ask(router(), &in_all, post("/small", body.clone())).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert_eq!(answer.header("retry-after"), "1");

    let per_caller = HttpOptions { bodies_max_bytes_per_caller: 2000, ..HttpOptions::default() };
    let host = host(router(), &per_caller);
    let from = |last: u8, body: String| {
        let mut request = post("/small", body);
        let peer = SocketAddr::from(([192, 0, 2, last], 40_000));
        request.extensions_mut().insert(ConnectInfo(peer));
        call(&host, request)
    };
    let refused = from(1, body).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{}", refused.body);
    assert_eq!(refused.header("retry-after"), "1");
    // What was refused is not held any longer.
    for _ in 0..3 {
        let small = format!("{{\"to\":\"{}\"}}", "x".repeat(1500));
        assert_eq!(from(1, small).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn what_precedes_the_file_of_a_form_is_bounded() {
    let endless = |start: &'static str| {
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let piece = Bytes::from(vec![b'x'; 64 * 1024]);
        let pieces = stream::repeat_with(move || {
            counted.fetch_add(64 * 1024, Ordering::Relaxed);
            Ok::<_, Infallible>(piece.clone())
        });
        let first = stream::once(async move { Ok(Bytes::from_static(start.as_bytes())) });
        (Body::from_stream(first.chain(pieces)), read)
    };
    for (what, start) in [
        ("a preamble", ""),
        ("the headers of a part", "--B\r\nContent-Disposition: form-data; name=\""),
    ] {
        let (body, read) = endless(start);
        let request = Request::post("/form")
            .header("content-type", "multipart/form-data; boundary=B")
            .body(body)
            .expect("a request");
        let answer = ask(router(), &HttpOptions::default(), request).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{what}: {}", answer.body);
        let read = read.load(Ordering::Relaxed);
        assert!(read < 2 * 1024 * 1024, "{what}: {read} bytes were read");
    }
}

#[tokio::test]
async fn a_file_may_be_larger_than_what_may_be_held() {
    let head = "--B\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\nann\r\n--B\r\n\
                Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    let piece = Bytes::from(vec![b'x'; 64 * 1024]);
    let file = std::iter::repeat_n(piece, 100);
    let pieces = std::iter::once(Bytes::from_static(head.as_bytes()))
        .chain(file)
        .chain([Bytes::from_static(b"\r\n--B--\r\n")]);
    let body = Body::from_stream(stream::iter(pieces.map(Ok::<_, Infallible>)));
    let request = Request::post("/form")
        .header("content-type", "multipart/form-data; boundary=B")
        .body(body)
        .expect("a request");
    let options = HttpOptions { bodies_max_bytes: 300_000, ..HttpOptions::default() };
    let answer = ask(router(), &options, request).await;
    assert_eq!(answer.body, format!("ann a {}", 100 * 64 * 1024), "{}", answer.status);
}
