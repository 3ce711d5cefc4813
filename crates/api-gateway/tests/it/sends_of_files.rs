//! Files of a form and files at an address.

use crate::support::{
    app_that_calls_out, connected, from_ann, get, host_with, line, ok, post, sent_messages,
    test_app,
};
use axum::body::Body;
use axum::http::Request;
use omni_api_gateway::SocketOptions;
use omni_app::App;
use omni_channel::OutboundContent;
use omni_domain::content::MediaKind;
use omni_http::HttpOptions;
use omni_sandbox::files::{self, Files};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The fields of a form and, last, its file.
fn form(fields: &[(&str, &str)]) -> String {
    let mut form = String::new();
    for (name, text) in fields {
        let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        form.push_str(&head);
        form.push_str(text);
        form.push_str("\r\n");
    }
    form.push_str(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"menu.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\nhello\r\n--x--\r\n",
    );
    form
}

async fn upload(app: &TestApp, token: &str, kind: &str, form: String) -> Answer {
    let request = Request::post(format!("/api/v1/messages/{kind}"))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "multipart/form-data; boundary=x");
    app.raw(request.body(Body::from(form)).expect("a request")).await
}

/// The bytes at the link of the message.
async fn bytes_of(app: &TestApp, token: &str, answer: &Answer) -> Value {
    let link = answer.body["message"]["media"]["link"].as_str().expect("a link");
    let path = &link[link.find("/api/v1/").expect("a path")..];
    get(app, token, path).await.body
}

/// The last part of a path, fields of a form, and what is sent: its kind, its name and its MIME type.
type Row =
    (&'static str, &'static [(&'static str, &'static str)], MediaKind, &'static str, &'static str);

const ROWS: [Row; 4] = [
    ("media", &[("type", "document")], MediaKind::Document, "menu.pdf", "application/pdf"),
    ("document", &[], MediaKind::Document, "menu.pdf", "application/pdf"),
    (
        "document",
        &[("filename", "a.txt"), ("mime_type", "text/plain")],
        MediaKind::Document,
        "a.txt",
        "text/plain",
    ),
    (
        "image",
        &[("mime_type", "image/png"), ("view_once", "true")],
        MediaKind::Image,
        "menu.pdf",
        "image/png",
    ),
];

#[tokio::test]
async fn a_file_of_a_form_is_sent_with_what_its_fields_name() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    from_ann(&app, id, "IN1", "the menu?").await;
    for (kind, more, expected, name, mime_type) in ROWS {
        let at = format!("{kind} {more:?}");
        let mut fields = vec![("to", "15550002222"), ("caption", "of today"), ("quoted", "IN1")];
        fields.extend_from_slice(more);
        let answer = upload(&app, &token, kind, form(&fields)).await;
        assert_eq!(ok(&answer)["sent"], true, "{at}: {}", answer.body);
        let sent = sent_messages(&app, id).pop().expect("a message");
        let OutboundContent::Media(media) = &sent.content else { panic!("{at}: {sent:?}") };
        let facts = &media.content;
        assert_eq!((facts.kind, facts.mime_type.as_str()), (expected, mime_type), "{at}");
        assert_eq!(facts.file_name.as_deref(), Some(name), "{at}");
        assert_eq!(facts.caption.as_deref(), Some("of today"), "{at}");
        assert_eq!(sent.context.view_once, kind == "image", "{at}");
        let quoted = sent.reply_to.as_ref().expect("a quoted message");
        assert_eq!(quoted.external_id, "IN1", "{at}");
        assert_eq!(bytes_of(&app, &token, &answer).await, "hello", "{at}");
    }
    assert_eq!(sent_messages(&app, id).len(), ROWS.len());
    app.stop().await;
}

async fn menu() -> Files {
    let files = Files::start(HashMap::new()).await.expect("a server");
    let menu = files::Answer::File("application/pdf".to_owned(), b"hello".to_vec());
    files.set("/menu.pdf", menu);
    files.set("/gone.pdf", files::Answer::Status(410));
    files
}

fn at_address(files: &Files, path: &str) -> Value {
    let media = files.url(path);
    json!({ "to": "15550002222", "type": "document", "media": media, "caption": "of today" })
}

#[tokio::test]
async fn a_file_is_fetched_from_the_address_that_the_request_names() {
    let app = app_that_calls_out(Database::sqlite()).await;
    let (id, token) = connected(&app).await;
    let (files, path) = (menu().await, "/api/v1/messages/media");
    let answer = post(&app, &token, path, at_address(&files, "/menu.pdf")).await;
    assert_eq!(ok(&answer)["sent"], true, "{}", answer.body);
    let sent = sent_messages(&app, id).pop().expect("a message");
    let OutboundContent::Media(media) = &sent.content else { panic!("{sent:?}") };
    let facts = &media.content;
    assert_eq!(
        (facts.kind, facts.mime_type.as_str()),
        (MediaKind::Document, "application/pdf"),
        "of the answer"
    );
    assert_eq!(facts.file_name.as_deref(), Some("menu.pdf"), "of the address");
    assert_eq!(facts.caption.as_deref(), Some("of today"));
    assert_eq!(bytes_of(&app, &token, &answer).await, "hello");
    assert_eq!(files.requests(), ["/menu.pdf"]);

    for missing in ["/gone.pdf", "/none.pdf"] {
        let refused = post(&app, &token, path, at_address(&files, missing)).await;
        assert_eq!(line(&refused), "400 VALIDATION_ERROR", "{missing}");
        let named = &refused.body["details"]["fieldErrors"]["media"];
        assert!(named.is_array(), "{missing}: {}", refused.body);
    }
    assert_eq!(sent_messages(&app, id).len(), 1);
    app.stop().await;
}

#[tokio::test]
async fn an_address_of_this_machine_is_not_fetched() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let files = menu().await;
    let body = at_address(&files, "/menu.pdf");
    let refused = post(&app, &token, "/api/v1/messages/media", body).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR");
    let named = &refused.body["details"]["fieldErrors"]["media"];
    assert!(named.is_array(), "{}", refused.body);
    assert!(files.requests().is_empty() && sent_messages(&app, id).is_empty());
    app.stop().await;
}

/// One to which files of more than four bytes, and bodies of more than 4,096, are too large.
async fn app_of_small_files() -> TestApp {
    let http = HttpOptions { media_json_max_bytes: 4096, ..HttpOptions::default() };
    let mut config = TestApp::config();
    config.limits.media_bytes = 4;
    let options = TestOptions { database: Database::sqlite(), config };
    TestApp::with(options, move |app: &App| host_with(app, http.clone(), SocketOptions::default()))
        .await
}

#[tokio::test]
async fn a_file_that_is_no_base64_or_too_large_is_refused_and_nothing_is_kept() {
    let app = app_of_small_files().await;
    let (id, token) = connected(&app).await;
    let send = |media: &str| json!({ "to": "15550002222", "type": "document", "media": media });
    for path in ["/api/v1/messages/media", "/api/v1/messages/document", "/api/v1/media"] {
        for wrong in [
            "aG%=",
            "a",
            "====",
            "data:text/plain;base64,?",
            "data:text/plain;base64,",
            "data:",
            " ",
        ] {
            let refused = post(&app, &token, path, send(wrong)).await;
            assert_eq!(line(&refused), "400 VALIDATION_ERROR", "{path} {wrong}");
            let named = &refused.body["details"]["fieldErrors"]["media"];
            assert!(named.is_array(), "{path} {wrong}: {}", refused.body);
        }
        for (large, limit) in [("aGVsbG8=".to_owned(), 4), ("aGVs".repeat(2000), 4096)] {
            let refused = post(&app, &token, path, send(&large)).await;
            assert_eq!(line(&refused), "400 VALIDATION_ERROR", "{path} {limit}");
            assert_eq!(refused.body["details"], json!({ "limit": limit }), "{path}");
        }
    }
    let refused = upload(&app, &token, "document", form(&[("to", "15550002222")])).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR", "hello, in a form");
    assert_eq!(refused.body["details"], json!({ "limit": 4 }), "{}", refused.body);
    assert!(sent_messages(&app, id).is_empty());
    assert_eq!(ok(&get(&app, &token, "/api/v1/media").await)["items"], json!([]));

    let small = send("DATA:text/plain;base64,aGk=");
    let sent = post(&app, &token, "/api/v1/messages/document", small).await;
    assert_eq!(ok(&sent)["message"]["media"]["mime_type"], "text/plain", "{}", sent.body);
    assert_eq!(bytes_of(&app, &token, &sent).await, "hi");
    app.stop().await;
}
