//! Conversions of stickers, voice notes and GIFs; and the forms of a recipient.

use crate::support::{ANN, UNKNOWN_ID, deliver, from_ann, line, picture, test_app, test_app_with};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_channel::OutboundContent;
use omni_domain::content::MediaContent;
use omni_domain::ids::InstanceId;
use omni_testing::{Answer, Database, SentByMock, TestApp, TestOptions};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

/// The last media that was sent to the network.
fn sent(app: &TestApp, id: InstanceId) -> (MediaContent, String) {
    match app.channel.session(id).expect("a session").sent().pop() {
        Some(SentByMock::Message(message)) => match message.content {
            OutboundContent::Media(media) => (media.content, message.to),
            other => panic!("no file: {other:?}"),
        },
        other => panic!("nothing was sent: {other:?}"),
    }
}

async fn bytes(app: &TestApp, id: InstanceId, sent: &Answer) -> Vec<u8> {
    let message = sent.body["messageId"].as_str().expect("an id");
    let file = app.get(&format!("/api/v2/instances/{id}/messages/{message}/media")).await;
    STANDARD.decode(file.body["base64"].as_str().expect("base64")).expect("base64")
}

#[tokio::test]
async fn any_picture_is_sent_as_a_sticker() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let body = json!({ "instanceId": id.to_string(), "to": ANN, "base64": picture() });
    let answer = app.post("/api/v2/messages/sticker", body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let (content, _) = sent(&app, id);
    assert_eq!(
        (content.mime_type.as_str(), content.width, content.height),
        ("image/webp", Some(512), Some(512))
    );
    let webp = bytes(&app, id, &answer).await;
    assert_eq!((&webp[..4], &webp[8..12]), (b"RIFF".as_slice(), b"WEBP".as_slice()));

    let part = |name: &str, value: &str| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut form = (part("instanceId", &id.to_string()) + &part("to", ANN)).into_bytes();
    form.extend_from_slice(
        b"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.webp\"\r\n\r\n",
    );
    form.extend_from_slice(&webp);
    form.extend_from_slice(b"\r\n--B--\r\n");
    let request = Request::post("/api/v2/messages/sticker")
        .header("x-api-key", &app.key)
        .header("content-type", "multipart/form-data; boundary=B")
        .body(Body::from(form))
        .expect("a request");
    let uploaded = app.raw(request).await;
    assert_eq!(uploaded.status, StatusCode::CREATED, "{}", uploaded.body);
    assert_eq!(bytes(&app, id, &uploaded).await, webp, "a valid sticker is not converted");

    let text = json!({ "instanceId": id.to_string(), "to": ANN, "base64": "aGVsbG8=" });
    let refused = app.post("/api/v2/messages/sticker", text).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR base64");
    app.stop().await;
}

/// An animated WebP of 512 × 512, as `printf` writes it.
const ANIMATION: &str = "RIFF\\000\\000\\000\\000WEBPVP8X\\012\\000\\000\\000\\002\\000\\000\\000\
                         \\377\\001\\000\\377\\001\\000ANIM";

async fn sticker(ffmpeg: String, file: &[u8]) -> (TestApp, InstanceId, Answer) {
    let mut config = TestApp::config();
    config.media.ffmpeg = ffmpeg;
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let id = app.connected_instance("one").await;
    let body = json!({ "instanceId": id, "to": ANN, "base64": STANDARD.encode(file) });
    let answer = app.post("/api/v2/messages/sticker", body).await;
    (app, id, answer)
}

/// A GIF with two pictures, as far as it is looked at.
const MOVES: &[u8] = b"GIF89a!\xf9\x04\0\0\0\0\0!\xf9\x04\0\0\0\0\0";
const FILM: &[u8] = b"\0\0\0\x20ftypisom a film";

#[tokio::test]
async fn what_moves_is_sent_as_an_animated_sticker() {
    for (file, container) in [(MOVES, "gif"), (FILM, "mov")] {
        let folder = tempfile::tempdir().expect("a folder");
        let body = format!("for last; do :; done; printf '{ANIMATION}' > \"$last\"");
        let (app, id, answer) = sticker(script(folder.path(), &body), file).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let (content, _) = sent(&app, id);
        assert_eq!((content.mime_type.as_str(), content.animated), ("image/webp", true));
        assert!(bytes(&app, id, &answer).await.ends_with(b"ANIM"));
        let arguments = std::fs::read_to_string(folder.path().join("arguments")).expect("it ran");
        assert!(arguments.contains(&format!("-f {container} -i ")), "{arguments}");
        assert_eq!(arguments.lines().count(), 1, "{arguments}");
        app.stop().await;
    }
}

#[tokio::test]
async fn a_sticker_that_is_too_large_is_made_anew_with_less() {
    let folder = tempfile::tempdir().expect("a folder");
    let large = "for last; do :; done; head -c 600000 /dev/zero > \"$last\"";
    let runs = folder.path().join("arguments").display().to_string();
    let body = format!(
        "{large}; if [ $(wc -l < {runs}) -gt 1 ]; then printf '{ANIMATION}' > \"$last\"; fi"
    );
    let (app, _, answer) = sticker(script(folder.path(), &body), MOVES).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    app.stop().await;
    let (app, _, answer) = sticker(script(folder.path(), large), MOVES).await;
    assert_eq!(line(&answer), "400 VALIDATION_ERROR base64", "{}", answer.body);
    let text = answer.body["error"]["message"].as_str().expect("a text");
    assert!(text.contains("shorter"), "{text}");
    app.stop().await;
}

#[tokio::test]
async fn an_animation_that_cannot_be_converted_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = folder.path().join("nowhere").display().to_string();
    let (app, _, answer) = sticker(nowhere, FILM).await;
    assert_eq!(line(&answer), "400 NOT_SUPPORTED", "{}", answer.body);
    assert!(answer.body["error"]["message"].as_str().expect("a text").contains("ffmpeg"));
    app.stop().await;
    for body in ["exit 1", "exit 0", "for last; do :; done; printf 'no sticker' > \"$last\""] {
        let (app, _, answer) = sticker(script(folder.path(), body), FILM).await;
        assert_eq!(line(&answer), "400 VALIDATION_ERROR base64", "{body}: {}", answer.body);
        app.stop().await;
    }
}

const SOURCE: &str = "testsrc2=size=64x64:rate=10:duration=1";

fn has_ffmpeg() -> bool {
    let version = std::process::Command::new("ffmpeg").arg("-version").output();
    version.is_ok_and(|version| version.status.success())
}

/// A second of moving pictures that the installed ffmpeg makes: these arguments, as this container.
fn pictures(folder: &Path, arguments: &[&str], container: &str) -> Vec<u8> {
    let path = folder.join(container);
    let made = std::process::Command::new("ffmpeg")
        .args(["-y", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i"])
        .args(arguments)
        .args(["-f", container])
        .arg(&path)
        .status()
        .expect("it starts");
    assert!(made.success(), "{arguments:?}");
    std::fs::read(path).expect("a file")
}

/// Whether the first picture of an animated WebP has transparent parts: its first chunk describes them.
fn is_transparent(webp: &[u8]) -> bool {
    let first = webp.windows(4).position(|window| window == b"ANMF").expect("a picture");
    webp.get(first + 24..first + 28) == Some(b"ALPH".as_slice())
}

/// Only where there is an ffmpeg: the scripts above show what is asked of it, this what it makes of it.
#[tokio::test]
async fn an_installed_ffmpeg_makes_animated_stickers() {
    if !has_ffmpeg() {
        return;
    }
    let half = format!(
        "{SOURCE},format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='if(gt(X,W/2),0,255)'"
    );
    let vp9 = ["-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p"];
    let transparent: Vec<&str> = [half.as_str()].into_iter().chain(vp9).collect();
    let folder = tempfile::tempdir().expect("a folder");
    for (file, has_transparent_parts) in [
        (pictures(folder.path(), &[SOURCE], "gif"), false),
        (pictures(folder.path(), &[SOURCE, "-pix_fmt", "yuv420p"], "mp4"), false),
        (pictures(folder.path(), &transparent, "webm"), true),
    ] {
        let (app, id, answer) = sticker("ffmpeg".to_owned(), &file).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let (content, _) = sent(&app, id);
        let side = (content.width, content.height);
        assert_eq!((side, content.animated), ((Some(512), Some(512)), true));
        let webp = bytes(&app, id, &answer).await;
        assert_eq!((&webp[..4], &webp[8..16]), (b"RIFF".as_slice(), b"WEBPVP8X".as_slice()));
        assert!(webp.windows(4).filter(|window| *window == b"ANMF").count() > 1, "it moves");
        assert!(webp.len() <= 500 * 1024, "{}", webp.len());
        assert_eq!(is_transparent(&webp), has_transparent_parts);
        app.stop().await;
    }
}

#[tokio::test]
async fn an_installed_ffmpeg_makes_videos_of_gifs() {
    if !has_ffmpeg() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for size in ["64:64", "33:21", "1:7"] {
        let source = format!("{SOURCE},scale={size}");
        let file = pictures(folder.path(), &[source.as_str()], "gif");
        let body = json!({ "base64": STANDARD.encode(&file), "gif": true });
        let (app, id, answer) = gif("ffmpeg".to_owned(), body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{size}: {}", answer.body);
        let (content, _) = sent(&app, id);
        assert_eq!((content.mime_type.as_str(), content.animated), ("video/mp4", true), "{size}");
        assert_eq!(&bytes(&app, id, &answer).await[4..8], b"ftyp", "{size}");
        app.stop().await;
    }
}

/// A replacement of ffmpeg: a script that records the arguments of each run and then runs `body`.
pub(crate) fn script(folder: &Path, body: &str) -> String {
    let path = folder.join("ffmpeg");
    let text = format!("#!/bin/sh\necho \"$@\" >> {}/arguments\n{body}\n", folder.display());
    std::fs::write(&path, text).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("executable");
    path.display().to_string()
}

async fn voice(ffmpeg: String, limit: Duration, bytes: &[u8]) -> (TestApp, InstanceId, Answer) {
    let mut config = TestApp::config();
    config.media.ffmpeg = ffmpeg;
    config.media.ffmpeg_timeout = limit;
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let id = app.connected_instance("one").await;
    let body = json!({
        "instanceId": id.to_string(), "to": ANN, "type": "audio", "voiceNote": true,
        "base64": STANDARD.encode(bytes),
    });
    let answer = app.post("/api/v2/messages/media", body).await;
    (app, id, answer)
}

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_voice_note_is_converted_unless_it_is_already_opus() {
    let folder = tempfile::tempdir().expect("a folder");
    let ffmpeg = script(folder.path(), "printf 'OggS%24sOpusHead converted' ''");
    let (app, id, answer) = voice(ffmpeg.clone(), SOON, b"ID3 some song").await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let (content, _) = sent(&app, id);
    assert_eq!((content.mime_type.as_str(), content.voice_note), ("audio/ogg; codecs=opus", true));
    assert!(bytes(&app, id, &answer).await.ends_with(b"OpusHead converted"));
    let arguments = std::fs::read_to_string(folder.path().join("arguments")).expect("it ran");
    assert!(arguments.contains("-protocol_whitelist file,pipe -f mp3 -i "), "{arguments}");
    app.stop().await;

    std::fs::remove_file(folder.path().join("arguments")).expect("it ran");
    let mut opus = b"OggS".to_vec();
    opus.resize(28, 0);
    opus.extend_from_slice(b"OpusHead as it is, with some more bytes");
    let (app, id, answer) = voice(ffmpeg, SOON, &opus).await;
    assert_eq!(bytes(&app, id, &answer).await, opus);
    let arguments = std::fs::read_to_string(folder.path().join("arguments")).expect("it ran");
    assert!(!arguments.contains("libopus"), "only its waveform is read: {arguments}");
    app.stop().await;
}

async fn gif(ffmpeg: String, body: Value) -> (TestApp, InstanceId, Answer) {
    let mut config = TestApp::config();
    config.media.ffmpeg = ffmpeg;
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let id = app.connected_instance("one").await;
    let mut send = json!({ "instanceId": id.to_string(), "to": ANN, "type": "video" });
    send.as_object_mut().expect("an object").extend(body.as_object().expect("one").clone());
    let answer = app.post("/api/v2/messages/media", send).await;
    (app, id, answer)
}

/// Writes a video to the requested path.
const MAKES_VIDEO: &str = "for last; do :; done; printf '....ftypisom made' > \"$last\"";

#[tokio::test]
async fn a_gif_is_sent_as_a_video_that_plays_in_a_loop() {
    let folder = tempfile::tempdir().expect("a folder");
    let ffmpeg = script(folder.path(), MAKES_VIDEO);
    let file = STANDARD.encode(b"GIF89a some pictures");
    let (app, id, answer) = gif(ffmpeg.clone(), json!({ "base64": file, "gif": true })).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let (content, _) = sent(&app, id);
    assert_eq!((content.mime_type.as_str(), content.animated), ("video/mp4", true));
    assert_eq!(bytes(&app, id, &answer).await, b"....ftypisom made");
    let arguments = std::fs::read_to_string(folder.path().join("arguments")).expect("it ran");
    assert!(arguments.contains("-protocol_whitelist file,pipe -f gif -i "), "{arguments}");
    app.stop().await;

    // A video is sent as it is.
    std::fs::remove_file(folder.path().join("arguments")).expect("it ran");
    let film = STANDARD.encode(b"\0\0\0\x20ftypisom a film");
    let (app, id, answer) = gif(ffmpeg, json!({ "base64": film, "gif": true })).await;
    assert_eq!(bytes(&app, id, &answer).await, b"\0\0\0\x20ftypisom a film");
    assert!(!folder.path().join("arguments").exists(), "nothing was converted");
    app.stop().await;
}

#[tokio::test]
async fn a_gif_that_cannot_be_converted_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = json!({ "base64": STANDARD.encode(b"GIF89a some pictures"), "gif": true });
    let nowhere = folder.path().join("nowhere").display().to_string();
    let (app, _, answer) = gif(nowhere, file.clone()).await;
    assert_eq!(line(&answer), "400 NOT_SUPPORTED");
    let text = answer.body["error"]["message"].as_str().expect("a text").to_owned();
    assert!(text.contains("ffmpeg") && text.contains("MP4"), "{text}");
    app.stop().await;
    let no_video = "for last; do :; done; printf 'no video' > \"$last\"";
    for body in ["exit 1", "exit 0", no_video] {
        let ffmpeg = script(folder.path(), body);
        let (app, _, answer) = gif(ffmpeg, file.clone()).await;
        assert_eq!(line(&answer), "400 VALIDATION_ERROR base64", "{body}: {}", answer.body);
        app.stop().await;
    }
}

#[tokio::test]
async fn errors_of_conversions_name_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = folder.path().join("nowhere").display().to_string();
    let (app, _, answer) = voice(nowhere, SOON, b"ID3 some song").await;
    assert_eq!(line(&answer), "400 NOT_SUPPORTED");
    assert!(answer.body["error"]["message"].as_str().expect("a text").contains("ffmpeg"));
    app.stop().await;
    let quick = Duration::from_millis(300);
    let cases = [
        ("exit 1", SOON, "400 VALIDATION_ERROR base64"),
        ("echo no sound", SOON, "400 VALIDATION_ERROR base64"),
        ("exec sleep 60", quick, "400 VALIDATION_ERROR base64"),
        ("exec cat /dev/zero", SOON, "413 PAYLOAD_TOO_LARGE"),
    ];
    for (body, limit, expected) in cases {
        let ffmpeg = script(folder.path(), body);
        let (app, _, answer) = voice(ffmpeg, limit, b"ID3 some song").await;
        assert_eq!(line(&answer), expected, "{body}: {}", answer.body);
        app.stop().await;
    }
    let ffmpeg = script(folder.path(), "printf 'OggS%24sOpusHead' ''");
    let (app, _, answer) = voice(ffmpeg, SOON, b"#EXTM3U\nfile:///etc/passwd").await;
    assert_eq!(line(&answer), "400 VALIDATION_ERROR base64", "a playlist is not audio");
    app.stop().await;
}

#[tokio::test]
async fn a_recipient_may_be_a_number_an_address_a_chat_or_a_person() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let other = app.connected_instance("two").await;
    deliver(&app, id, vec![from_ann("IN1", "hello")]).await;
    let messages = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let chat = text(&messages.body["items"][0]["chatId"]);
    let person = text(&messages.body["items"][0]["sender"]["personId"]);
    let send = async |instance: InstanceId, to: &str| {
        let body = json!({ "instanceId": instance.to_string(), "to": to, "text": "hi" });
        app.post("/api/v2/messages", body).await
    };
    for to in ["+1 (555) 000-2222", ANN, chat.as_str(), person.as_str()] {
        let answer = send(id, to).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{to}: {}", answer.body);
        let Some(SentByMock::Message(message)) = app.channel.session(id).expect("one").sent().pop()
        else {
            panic!("nothing was sent to {to}");
        };
        assert_eq!(message.to, ANN, "{to}");
    }
    assert_eq!(line(&send(other, &person).await), "400 RECIPIENT_NOT_ON_CHANNEL to");
    assert_eq!(line(&send(other, &chat).await), "400 VALIDATION_ERROR to");
    assert_eq!(line(&send(id, UNKNOWN_ID).await), "404 NOT_FOUND");
    app.stop().await;
}
