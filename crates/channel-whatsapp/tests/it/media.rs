//! Files both ways, byte for byte.

use crate::harness::{Device, LIMIT, Scene, scene};
use omni_channel::{ChannelError, InboundMessage, OutboundContent, OutboundMedia, StoredMedia};
use omni_domain::Env;
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::ids::MediaId;
use omni_sandbox::whatsapp::{MediaKind as PhoneKind, PhoneMedia};

fn noise(size: usize, seed: u8) -> Vec<u8> {
    let mut state = u32::from(seed) + 1;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(size)
    .collect()
}

async fn fetch(device: &Device, message: &InboundMessage) -> Result<StoredMedia, ChannelError> {
    let media = message.content.media().expect("media");
    let locator = message.media.as_ref().expect("a locator");
    let id: MediaId = Env::system().id();
    device.session.fetch_media(id, media.kind, &media.mime_type, locator).await
}

async fn from_phone(scene: &Scene, media: PhoneMedia) -> (InboundMessage, MediaContent) {
    let id = scene.friend.send_media(scene.owner.number(), media).await.expect("sent");
    let received = scene.device.message("media", |one| one.external_id == id).await;
    let Content::Media(content) = received.content.clone() else {
        panic!("{:?}", received.content)
    };
    (received, content)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn received_files_have_equal_bytes() {
    let scene = scene().await;
    let kinds = [
        (PhoneKind::Image, MediaKind::Image, "image/jpeg", false, 40_000),
        (PhoneKind::Audio, MediaKind::Audio, "audio/ogg; codecs=opus", true, 9_001),
        (PhoneKind::Audio, MediaKind::Audio, "audio/mpeg", false, 1),
        (PhoneKind::Video, MediaKind::Video, "video/mp4", false, 300_000),
        (PhoneKind::Document, MediaKind::Document, "application/pdf", false, 6_000_000),
        (PhoneKind::Sticker, MediaKind::Sticker, "image/webp", false, 12_345),
    ];
    for (index, (sent, wanted, mime, voice_note, size)) in kinds.into_iter().enumerate() {
        let bytes = noise(size, u8::try_from(index).expect("few"));
        let media = PhoneMedia {
            kind: sent,
            bytes: bytes.clone(),
            mime: mime.to_owned(),
            caption: (sent == PhoneKind::Image).then(|| "look".to_owned()),
            file_name: (sent == PhoneKind::Document).then(|| "a.pdf".to_owned()),
            voice_note,
        };
        let (received, content) = from_phone(&scene, media).await;
        assert_eq!((content.kind, content.mime_type.as_str()), (wanted, mime));
        assert_eq!((content.size, content.voice_note), (Some(size as u64), voice_note));
        if sent == PhoneKind::Image {
            assert_eq!(content.caption.as_deref(), Some("look"));
        }
        if sent == PhoneKind::Document {
            assert_eq!(content.file_name.as_deref(), Some("a.pdf"));
        }
        let stored = fetch(&scene.device, &received).await.expect("fetched");
        assert_eq!(stored.size, size as u64);
        assert!(
            scene.device.blobs.read(&stored.key).expect("stored") == bytes,
            "{wanted:?} differs"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sent_files_have_equal_bytes() {
    let scene = scene().await;
    let file = |kind, mime: &str| MediaContent::new(kind, mime);
    let files = [
        (
            MediaContent {
                caption: Some("look".to_owned()),
                ..file(MediaKind::Image, "image/png")
            },
            50_000,
        ),
        (
            MediaContent {
                voice_note: true,
                duration_seconds: Some(2),
                ..file(MediaKind::Audio, "audio/ogg")
            },
            7_777,
        ),
        (
            MediaContent {
                caption: Some("the bill".to_owned()),
                file_name: Some("bill.pdf".to_owned()),
                ..file(MediaKind::Document, "application/pdf")
            },
            5_300_000,
        ),
        (MediaContent { animated: true, ..file(MediaKind::Video, "video/mp4") }, 100_001),
        (file(MediaKind::Sticker, "image/webp"), 3_000),
    ];
    for (content, size) in files {
        let bytes = noise(size, 7);
        scene.device.blobs.add("out", bytes.clone());
        let kind = content.kind;
        let media = OutboundMedia { content, blob_key: "out".to_owned() };
        let message = scene.device.outbound(&scene.friend.jid(), OutboundContent::Media(media));
        let id = scene.device.session.send(message).await.expect("sent").external_id;
        let arrived = scene.friend.expect(LIMIT, |one| one.id == id).await.expect("arrived");
        assert!(
            scene.friend.download(&arrived).await.expect("downloaded") == bytes,
            "{kind:?} differs"
        );
        match kind {
            MediaKind::Audio => {
                let audio = arrived.message.audio_message.as_option().expect("audio");
                assert_eq!(
                    (audio.ptt, audio.mimetype.as_deref()),
                    (Some(true), Some("audio/ogg; codecs=opus"))
                );
            }
            MediaKind::Video => {
                assert_eq!(arrived.message.video_message.gif_playback, Some(true));
            }
            MediaKind::Image => assert_eq!(arrived.text(), Some("look")),
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_the_network_dropped_is_gone() {
    let scene = scene().await;
    let media = PhoneMedia {
        kind: PhoneKind::Image,
        bytes: noise(100, 1),
        mime: "image/png".to_owned(),
        caption: None,
        file_name: None,
        voice_note: false,
    };
    let (received, _) = from_phone(&scene, media).await;
    assert!(scene.network.faults().expire_media("") > 0);
    let error = fetch(&scene.device, &received).await.expect_err("gone");
    assert!(matches!(error, ChannelError::MediaGone), "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_upload_may_be_retried() {
    let scene = scene().await;
    scene.device.send_text(&scene.friend.jid(), "warm").await;
    scene.device.blobs.add("out", noise(500, 2));
    let media = OutboundMedia {
        content: MediaContent::new(MediaKind::Image, "image/png"),
        blob_key: "out".to_owned(),
    };
    let message = scene.device.outbound(&scene.friend.jid(), OutboundContent::Media(media));
    scene.network.faults().fail_uploads(10, 500);
    let error = scene.device.session.send(message.clone()).await.expect_err("refused");
    assert!(error.is_retryable(), "{error:?}");
    scene.network.faults().fail_uploads(0, 500);
    scene.device.session.send(message).await.expect("sent");
}
