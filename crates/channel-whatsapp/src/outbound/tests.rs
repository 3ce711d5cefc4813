use super::{compose, error, new_message_id};
use crate::media::Uploaded;
use omni_channel::ChannelError;
use omni_domain::content::{LinkPreview, MediaContent, MediaKind};
use rstest::rstest;
use waproto::whatsapp as wa;

fn uploaded() -> Uploaded {
    Uploaded {
        url: "https://host/v/1".to_owned(),
        direct_path: "/v/1".to_owned(),
        media_key: Some([1; 32]),
        file_enc_sha256: Some([2; 32]),
        file_sha256: [3; 32],
        file_length: 9,
        media_key_timestamp: Some(5),
        streaming_sidecar: None,
        handle: None,
    }
}

#[test]
fn a_preview_has_its_picture() {
    let preview = |thumbnail: Option<&str>| LinkPreview {
        url: "https://example.org".to_owned(),
        title: Some("Example".to_owned()),
        description: None,
        thumbnail: thumbnail.map(str::to_owned),
    };
    let sent = |preview| {
        let message = compose::text_with_preview("see https://example.org", &preview, None);
        message.extended_text_message.jpeg_thumbnail.clone()
    };
    assert_eq!(sent(preview(Some("/9j/"))), Some(vec![0xff, 0xd8, 0xff]));
    assert_eq!(sent(preview(None)), None);
    assert_eq!(sent(preview(Some("?"))), None, "what is no base64 is left out");
}

#[test]
fn ids_have_the_form_of_whatsapp_web() {
    let id = new_message_id();
    assert_eq!(id.len(), 22);
    assert!(id.starts_with("3EB0"), "{id}");
    assert!(id.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()), "{id}");
    assert_ne!(id, new_message_id());
}

#[test]
fn text_is_plain_unless_it_quotes() {
    assert_eq!(compose::text("hi", None).conversation.as_deref(), Some("hi"));
    let context = wa::ContextInfo { stanza_id: Some("Q".to_owned()), ..Default::default() };
    let answer = compose::text("hi", Some(context));
    assert_eq!(answer.conversation, None);
    assert_eq!(answer.extended_text_message.context_info.stanza_id.as_deref(), Some("Q"));
}

#[rstest]
#[case("audio/ogg", true, "audio/ogg; codecs=opus")]
#[case("audio/ogg;codecs=opus", true, "audio/ogg; codecs=opus")]
#[case("audio/ogg", false, "audio/ogg")]
#[case("audio/mpeg", true, "audio/mpeg")]
fn voice_notes_have_the_opus_type(
    #[case] mime: &str,
    #[case] voice_note: bool,
    #[case] wanted: &str,
) {
    let content = MediaContent { voice_note, ..MediaContent::new(MediaKind::Audio, mime) };
    let message = compose::media(&content, &uploaded(), None);
    assert_eq!(message.audio_message.mimetype.as_deref(), Some(wanted));
    assert_eq!(message.audio_message.ptt, Some(voice_note));
}

#[test]
fn a_document_with_a_caption_is_put_into_the_envelope_that_shows_it() {
    let plain = MediaContent::new(MediaKind::Document, "application/pdf");
    assert!(compose::media(&plain, &uploaded(), None).document_message.is_set());
    let with_caption = MediaContent { caption: Some("the bill".to_owned()), ..plain };
    let message = compose::media(&with_caption, &uploaded(), None);
    assert!(!message.document_message.is_set());
    let inner = &message.document_with_caption_message.message.document_message;
    assert_eq!(
        (inner.caption.as_deref(), inner.direct_path.as_deref()),
        (Some("the bill"), Some("/v/1"))
    );
}

#[rstest]
#[case("463", "channel.rejected.463", false)]
#[case("429", "channel.rate_limited", true)]
#[case("503", "channel.temporary", true)]
#[case("479", "channel.rejected.479", false)]
fn refusals_state_whether_a_retry_may_help(
    #[case] reason: &str,
    #[case] code: &str,
    #[case] again: bool,
) {
    let error: ChannelError = error::refused(reason);
    assert_eq!((error.code().as_str(), error.is_retryable()), (code, again));
}
