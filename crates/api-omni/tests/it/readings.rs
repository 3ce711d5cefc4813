//! Readings of documents and videos: extracted here, or by vision services.

use crate::batch_jobs::{KEY, counts, create, file, finished};
use crate::conversions::script;
use crate::support::{ANN, deliver, from_ann_with, test_app_with};
use axum::http::{Method, StatusCode};
use omni_app::AppConfig;
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::ids::InstanceId;
use omni_sandbox::model::{Model, Reaction, Request, Rule};
use omni_testing::{Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// The first bytes of a video.
const FILM: &[u8] = b"\0\0\0\x20ftypisom \xff and the rest of it";

struct Reader {
    app: TestApp,
    model: Model,
    id: InstanceId,
}

impl Reader {
    /// Services in this order, all served by one model.
    async fn new(order: &str) -> Self {
        Self::with(order, TestApp::config()).await
    }

    async fn with(order: &str, mut config: AppConfig) -> Self {
        config.outbound.allow = vec!["127.0.0.1".to_owned()];
        let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
        let model = Model::start(0).await.expect("a model");
        model.require_key(KEY);
        let mut settings = json!({
            "openai.base_url": model.url(), "gemini.base_url": model.gemini_url(),
            "media.image_providers": order,
        });
        for name in order.split(',') {
            settings[format!("{name}.api_key")] = json!(KEY);
        }
        let body = json!({ "settings": settings });
        let set = app.call(Method::PATCH, "/api/v2/settings", Some(body)).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.body);
        let id = app.connected_instance("one").await;
        Self { app, model, id }
    }

    async fn deliver(&self, name: &str, kind: MediaKind, mime_type: &str, bytes: &[u8]) {
        file(&self.app, self.id, name, MediaContent::new(kind, mime_type), bytes).await;
    }

    async fn document(&self, name: &str, mime_type: &str, bytes: &[u8]) {
        self.deliver(name, MediaKind::Document, mime_type, bytes).await;
    }

    /// Processes all files; the finished batch job.
    async fn read(&self) -> Value {
        let config = json!({ "instanceId": self.id, "mediaTypes": ["document", "video"] });
        finished(&self.app, &create(&self.app, config).await).await
    }

    async fn message(&self, name: &str) -> Value {
        let path = format!("/api/v2/instances/{}/chats/{ANN}/messages", self.id);
        let messages = self.app.get(&path).await.body;
        let items = messages["items"].as_array().expect("rows");
        items.iter().find(|one| one["externalId"] == name).expect("it").clone()
    }

    /// Provider and model of the reading.
    async fn source(&self) -> (Value, Value) {
        let events = self.app.get("/api/v2/events?eventType=media.processed").await.body;
        let payload = &events["items"][0]["payload"];
        (payload["provider"].clone(), payload["model"].clone())
    }

    fn requests(&self) -> Vec<Request> {
        self.model.requests()
    }
}

/// A PDF of one page, which draws a picture or writes something.
fn pdf(content: &str) -> Vec<u8> {
    let picture = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray \
                   /BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream";
    omni_testing::pdf(content, picture)
}

fn scan() -> Vec<u8> {
    pdf("q 612 0 0 792 0 0 cm /Im1 Do Q")
}

#[tokio::test]
async fn a_document_with_text_is_read_here() {
    let reader = Reader::new("gemini").await;
    let letter = pdf("BT /F1 12 Tf 72 700 Td (Dear Ann,) Tj 0 -14 Td (the bike is yours.) Tj ET");
    reader.document("PDF", "application/pdf", &letter).await;
    assert_eq!(counts(&reader.read().await), [1, 1, 0, 0]);
    let extraction = reader.message("PDF").await["documentExtraction"].clone();
    assert_eq!(extraction, "Dear Ann,\nthe bike is yours.");
    assert_eq!(reader.source().await, (json!("local"), json!(null)));
    assert!(reader.requests().is_empty(), "no service was needed");
    reader.app.stop().await;
}

#[tokio::test]
async fn a_scan_is_sent_to_gemini_as_a_whole() {
    let reader = Reader::new("gemini,openai").await;
    reader.document("SCAN", "application/octet-stream", &scan()).await;
    let job = reader.read().await;
    assert_eq!(counts(&job), [1, 1, 0, 0], "{job}");
    assert!(job["totalTokens"].as_u64().expect("tokens") > 1);
    assert!(job["totalCostUsd"].as_f64().expect("dollars") > 0.0);
    let text = reader.message("SCAN").await["documentExtraction"].clone();
    let text = text.as_str().expect("a text");
    assert!(text.starts_with(&format!("Read: {} bytes ", scan().len())), "{text}");
    assert_eq!(reader.source().await, (json!("gemini"), json!("gemini-3-flash-preview")));
    let requests = reader.requests();
    assert_eq!((requests.len(), requests[0].token.as_deref()), (1, Some(KEY)));
    let parts = &requests[0].body["contents"][0]["parts"];
    assert_eq!(parts[0]["inline_data"]["mime_type"], "application/pdf");
    assert!(parts[1]["text"].as_str().expect("a prompt").starts_with("Write out all text"));
    reader.app.stop().await;
}

#[tokio::test]
async fn the_next_service_gets_the_scan_as_a_file() {
    let reader = Reader::new("gemini,openai").await;
    reader.model.script(vec![Rule::new("", Reaction::Fail(400)).times(1)]);
    reader.document("SCAN", "application/pdf", &scan()).await;
    assert_eq!(counts(&reader.read().await), [1, 1, 0, 0]);
    assert_eq!(reader.source().await, (json!("openai"), json!("gpt-4o-mini")));
    let requests = reader.requests();
    let part = &requests[1].body["messages"][0]["content"][1];
    assert_eq!(
        (&part["type"], &part["file"]["filename"]),
        (&json!("file"), &json!("document.pdf"))
    );
    let data = part["file"]["file_data"].as_str().expect("data");
    assert!(data.starts_with("data:application/pdf;base64,JVBERi0"), "{data}");
    reader.app.stop().await;
}

#[tokio::test]
async fn a_scan_without_a_vision_service_fails_with_what_to_configure() {
    let reader = Reader::new("gemini").await;
    let gone = reader.app.call(Method::DELETE, "/api/v2/settings/gemini.api_key", None).await;
    assert!(gone.status.is_success(), "{}", gone.body);
    let gone = reader.app.call(Method::DELETE, "/api/v2/settings/gemini.base_url", None).await;
    assert!(gone.status.is_success(), "{}", gone.body);
    reader.document("SCAN", "application/pdf", &scan()).await;
    let stamped = pdf("/Im1 Do BT /F1 12 Tf (Page 1) Tj ET");
    reader.document("STAMPED", "application/pdf", &stamped).await;
    let job = reader.read().await;
    assert_eq!(counts(&job), [2, 1, 1, 0], "{job}");
    let error = job["errors"][0]["error"].as_str().expect("a reason");
    assert!(error.contains("media.image_providers") && error.contains("gemini.api_key"), "{error}");
    assert_eq!(reader.message("SCAN").await["documentExtraction"], json!(null));
    let stamped = reader.message("STAMPED").await["documentExtraction"].clone();
    assert_eq!(stamped, "Page 1", "a little text is better than none");
    reader.app.stop().await;
}

#[tokio::test]
async fn a_picture_sent_as_a_document_is_read_as_one() {
    let reader = Reader::new("openai").await;
    let mut named = MediaContent::new(MediaKind::Document, "application/octet-stream");
    named.file_name = Some("receipt.PNG".to_owned());
    file(&reader.app, reader.id, "NAMED", named, b"\x89PNG receipt").await;
    assert_eq!(counts(&reader.read().await), [1, 1, 0, 0]);
    let text = reader.message("NAMED").await["documentExtraction"].clone();
    assert!(text.as_str().expect("a text").starts_with("Seen: 12 bytes "), "{text}");
    let content = &reader.requests()[0].body["messages"][0]["content"];
    let url = content[1]["image_url"]["url"].as_str().expect("a picture");
    assert!(url.starts_with("data:image/png;base64,"), "{url}");
    assert!(content[0]["text"].as_str().expect("a prompt").starts_with("Write out all text"));
    reader.app.stop().await;
}

#[tokio::test]
async fn unreadable_documents_have_a_reason() {
    let reader = Reader::new("gemini").await;
    reader.document("HALF", "application/pdf", &scan()[..40]).await;
    reader
        .document(
            "LOCKED",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        )
        .await;
    reader.document("OTHER", "application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").await;
    assert_eq!(counts(&reader.read().await), [3, 0, 1, 2]);
    let events = reader.app.get("/api/v2/events?eventType=media.failed").await.body;
    let errors: Vec<&str> = events["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|event| event["payload"]["error"].as_str().expect("a reason"))
        .collect();
    for reason in ["is damaged", "with a password", "application/msword are not read"] {
        assert!(errors.iter().any(|error| error.contains(reason)), "{reason}: {errors:?}");
    }
    assert!(reader.requests().is_empty());
    reader.app.stop().await;
}

#[tokio::test]
async fn gemini_receives_a_video_as_a_whole() {
    let reader = Reader::new("gemini,openai").await;
    reader.deliver("FILM", MediaKind::Video, "video/mp4", FILM).await;
    let job = reader.read().await;
    assert_eq!(counts(&job), [1, 1, 0, 0], "{job}");
    assert!(job["totalTokens"].as_u64().expect("tokens") > 1);
    let text = reader.message("FILM").await["imageDescription"].clone();
    assert!(text.as_str().expect("a text").starts_with("Watched: "), "{text}");
    let parts = &reader.requests()[0].body["contents"][0]["parts"];
    assert_eq!(parts[0]["inline_data"]["mime_type"], "video/mp4");
    assert!(parts[1]["text"].as_str().expect("a prompt").starts_with("Describe this video"));
    reader.app.stop().await;
}

/// Replaces ffmpeg: writes two still frames to the requested path.
const TWO_STILLS: &str = "for last; do :; done; folder=$(dirname \"$last\")
printf one > \"$folder/still-01.jpg\"; printf two > \"$folder/still-02.jpg\"";

/// Programs in place of the document reader, and the resulting errors.
#[tokio::test]
async fn a_failing_or_invalid_reader_is_an_unreadable_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let letter = pdf("BT /F1 12 Tf 72 700 Td (Dear Ann) Tj ET");
    let reads = "cat >/dev/null; ";
    for (does, text) in [
        ("exit 0", "cannot be read"),
        ("kill -KILL $$", "limits.document_memory_bytes"),
        ("echo '{\"read\":{\"text\":\"lies\",\"show\":\"nothing\"}}'; exit 1", "cannot be read"),
        ("echo '{\"read\":{\"text\":\"lies\",\"show\":{\"pictures\":[9]}}}'", "cannot be read"),
        ("echo '{\"unreadable\":\"protected\"}'", "protected with a password"),
        ("exec sleep 60", "takes too long"),
    ] {
        let mut config = TestApp::config();
        let reader = script(folder.path(), &format!("{reads}{does}"));
        config.media.own_program = Some(reader.into());
        config.media.extraction_timeout = Duration::from_millis(100);
        let reader = Reader::with("gemini", config).await;
        reader.document("PDF", "application/pdf", &letter).await;
        let read = reader.read().await;
        assert_eq!(counts(&read)[..2], [1, 0], "{does}: {read}");
        let events = reader.app.get("/api/v2/events?eventType=media.failed").await.body;
        let why = events["items"][0]["payload"]["error"].to_string();
        assert!(why.contains(text), "{does}: {events}");
        reader.app.stop().await;
    }
}

fn with_ffmpeg(ffmpeg: String, limit: Duration) -> AppConfig {
    let mut config = TestApp::config();
    config.media.ffmpeg = ffmpeg;
    config.media.ffmpeg_timeout = limit;
    config
}

#[tokio::test]
async fn the_others_receive_still_frames_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = with_ffmpeg(script(folder.path(), TWO_STILLS), Duration::from_secs(20));
    // Gemini is first, and accepts no video of this size.
    config.limits.processing_bytes = 10;
    let reader = Reader::with("gemini,openai", config).await;
    reader.model.script(vec![Rule::new("", Reaction::Fail(400)).times(1)]);
    let mut film = MediaContent::new(MediaKind::Video, "video/mp4");
    film.duration_seconds = Some(60);
    file(&reader.app, reader.id, "FILM", film, FILM).await;
    assert_eq!(counts(&reader.read().await), [1, 1, 0, 0]);
    assert_eq!(reader.message("FILM").await["imageDescription"], "Seen: one and two");
    assert_eq!(reader.source().await, (json!("openai"), json!("gpt-4o-mini")));
    let requests = reader.requests();
    for one in &requests {
        let content = &one.body["messages"][0]["content"];
        assert_eq!(content.as_array().expect("parts").len(), 3, "a text and two still frames");
        assert!(content[0]["text"].as_str().expect("a prompt").contains("stills of the video"));
    }
    assert_eq!(requests.len(), 2);
    let arguments = std::fs::read_to_string(folder.path().join("arguments")).expect("it ran");
    assert!(arguments.contains("-protocol_whitelist file,pipe -f mov -i "), "{arguments}");
    assert!(arguments.contains("fps=1/10:"), "six still frames of a minute: {arguments}");
    let stills = Path::new(arguments.trim().rsplit(' ').next().expect("a path"));
    assert!(!stills.parent().expect("a folder").exists(), "the folder is removed");
    reader.app.stop().await;
}

#[tokio::test]
async fn a_video_without_still_frames_has_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let (soon, quick) = (Duration::from_secs(20), Duration::from_millis(300));
    let playlist = b"#EXTM3U\nfile:///etc/passwd";
    let cases: [(Option<&str>, Duration, &[u8], &str); 5] = [
        (None, soon, FILM, "pipeline.ffmpeg"),
        (Some("exit 1"), soon, FILM, "damaged"),
        (Some("exit 0"), soon, FILM, "holds no pictures"),
        (Some(TWO_STILLS), soon, playlist, "no known kind"),
        (Some("exec sleep 60"), quick, FILM, "takes too long"),
    ];
    for (body, limit, film, reason) in cases {
        let nowhere = || folder.path().join("nowhere").display().to_string();
        let ffmpeg = body.map_or_else(nowhere, |body| script(folder.path(), body));
        let reader = Reader::with("openai", with_ffmpeg(ffmpeg, limit)).await;
        reader.deliver("FILM", MediaKind::Video, "video/mp4", film).await;
        let job = reader.read().await;
        assert_eq!(counts(&job), [1, 0, 1, 0], "{reason}: {job}");
        let error = job["errors"][0]["error"].as_str().expect("a reason");
        assert!(error.contains(reason), "{reason}: {error}");
        assert_eq!(reader.message("FILM").await["imageDescription"], json!(null));
        assert!(reader.requests().is_empty());
        reader.app.stop().await;
    }
}

#[tokio::test]
async fn a_missing_video_is_no_reading() {
    let reader = Reader::new("gemini").await;
    let film = Content::Media(MediaContent::new(MediaKind::Video, "video/mp4"));
    deliver(&reader.app, reader.id, vec![from_ann_with("FILM", film, Some(b"nowhere"))]).await;
    let job = reader.read().await;
    assert_eq!(job["errors"][0]["error"], "the network no longer has this file");
    reader.app.stop().await;
}
