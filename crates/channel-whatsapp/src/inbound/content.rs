//! Content of an unwrapped message.

use crate::inbound::{calendar, card, choice, interactive, numbers, unsupported, unwrap};
use crate::media::Locator;
use omni_domain::content::{
    Call, CallMedia, CallOutcome, Content, Invite, Location, MediaContent, MediaKind,
};
use omni_domain::conversation::ChatType;
use waproto::whatsapp as wa;
use waproto::whatsapp::message as kinds;

/// A message's content, and the locator of its file.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) content: Content,
    pub(super) media: Option<Locator>,
}

impl From<Content> for Parsed {
    fn from(content: Content) -> Self {
        Self { content, media: None }
    }
}

/// Reads an unwrapped message. `None` if it is not for people: keys and the like.
pub(super) fn read(message: &wa::Message) -> Option<Parsed> {
    text(message)
        .map(|text| Content::Text { text }.into())
        .or_else(|| choice::read(message).map(Parsed::from))
        .or_else(|| media(message))
        .or_else(|| location(message).map(Parsed::from))
        .or_else(|| contacts(message).map(Parsed::from))
        .or_else(|| poll(message).map(Parsed::from))
        .or_else(|| calendar::read(message).map(Parsed::from))
        .or_else(|| album(message).map(Parsed::from))
        .or_else(|| interactive::read(message).map(Parsed::from))
        .or_else(|| invite(message).map(Parsed::from))
        .or_else(|| call(message).map(Parsed::from))
        .or_else(|| unsupported::read(message).map(Parsed::from))
}

/// The content of a message in its envelopes, without its file.
pub(crate) fn plain(message: &wa::Message) -> Option<Content> {
    Some(read(unwrap::unwrap(message))?.content)
}

fn text(message: &wa::Message) -> Option<String> {
    if let Some(text) = message.conversation.clone().filter(|text| !text.is_empty()) {
        return Some(text);
    }
    if let Some(extended) = message.extended_text_message.as_option() {
        return Some(extended.text.clone().unwrap_or_default());
    }
    rich_text(message.rich_response_message.as_option()?)
}

/// What one of the network's own assistants answers: the text of its parts.
fn rich_text(answer: &wa::AIRichResponseMessage) -> Option<String> {
    let parts = answer.submessages.iter().filter_map(|part| full(part.message_text.as_ref()));
    Some(parts.collect::<Vec<_>>().join("\n")).filter(|text| !text.is_empty())
}

fn media(message: &wa::Message) -> Option<Parsed> {
    let (content, locator) = if let Some(image) = message.image_message.as_option() {
        image_facts(image)
    } else if let Some(video) = message.video_message.as_option() {
        video_facts(video)
    } else if let Some(video) = message.ptv_message.as_option() {
        let (content, locator) = video_facts(video);
        (MediaContent { video_note: true, ..content }, locator)
    } else if let Some(audio) = message.audio_message.as_option() {
        audio_facts(audio)
    } else if let Some(document) = message.document_message.as_option() {
        document_facts(document)
    } else if let Some(sticker) = message.sticker_message.as_option() {
        sticker_facts(sticker)
    } else {
        return None;
    };
    Some(Parsed { content: Content::Media(content), media: locator })
}

fn facts(kind: MediaKind, mime_type: Option<&str>, usual: &str, size: Option<u64>) -> MediaContent {
    let mime_type = mime_type.filter(|text| !text.is_empty()).unwrap_or(usual);
    MediaContent { size: numbers::size(size), ..MediaContent::new(kind, mime_type) }
}

fn full(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

fn image_facts(image: &kinds::ImageMessage) -> (MediaContent, Option<Locator>) {
    let mime = image.mimetype.as_deref();
    let content = MediaContent {
        caption: full(image.caption.as_ref()),
        width: numbers::pixels(image.width),
        height: numbers::pixels(image.height),
        ..facts(MediaKind::Image, mime, "image/jpeg", image.file_length)
    };
    (content, Locator::of(MediaKind::Image, image))
}

fn video_facts(video: &kinds::VideoMessage) -> (MediaContent, Option<Locator>) {
    let mime = video.mimetype.as_deref();
    let content = MediaContent {
        caption: full(video.caption.as_ref()),
        width: numbers::pixels(video.width),
        height: numbers::pixels(video.height),
        duration_seconds: numbers::duration(video.seconds),
        animated: video.gif_playback.unwrap_or(false),
        ..facts(MediaKind::Video, mime, "video/mp4", video.file_length)
    };
    (content, Locator::of(MediaKind::Video, video))
}

fn audio_facts(audio: &kinds::AudioMessage) -> (MediaContent, Option<Locator>) {
    let mime = audio.mimetype.as_deref();
    let content = MediaContent {
        duration_seconds: numbers::duration(audio.seconds),
        voice_note: audio.ptt.unwrap_or(false),
        waveform: numbers::waveform(audio.waveform.as_ref()),
        ..facts(MediaKind::Audio, mime, "audio/ogg; codecs=opus", audio.file_length)
    };
    (content, Locator::of(MediaKind::Audio, audio))
}

fn document_facts(document: &kinds::DocumentMessage) -> (MediaContent, Option<Locator>) {
    let mime = document.mimetype.as_deref();
    let content = MediaContent {
        caption: full(document.caption.as_ref()),
        file_name: full(document.file_name.as_ref()).or_else(|| full(document.title.as_ref())),
        ..facts(MediaKind::Document, mime, "application/octet-stream", document.file_length)
    };
    (content, Locator::of(MediaKind::Document, document))
}

fn sticker_facts(sticker: &kinds::StickerMessage) -> (MediaContent, Option<Locator>) {
    let mime = sticker.mimetype.as_deref();
    let content = MediaContent {
        width: numbers::pixels(sticker.width),
        height: numbers::pixels(sticker.height),
        animated: sticker.is_animated.unwrap_or(false) || sticker.is_lottie.unwrap_or(false),
        ..facts(MediaKind::Sticker, mime, "image/webp", sticker.file_length)
    };
    (content, Locator::of(MediaKind::Sticker, sticker))
}

/// A position, unless it is none on Earth: then only what is written beside it is shown.
fn location(message: &wa::Message) -> Option<Content> {
    if let Some(location) = message.location_message.as_option() {
        let name = full(location.name.as_ref());
        let at = numbers::position(location.degrees_latitude, location.degrees_longitude);
        let Some((latitude, longitude)) = at else { return Some(nowhere("location", name)) };
        return Some(Content::Location(Location {
            latitude,
            longitude,
            name,
            address: full(location.address.as_ref()),
            live: location.is_live.unwrap_or(false),
        }));
    }
    let location = message.live_location_message.as_option()?;
    let name = full(location.caption.as_ref());
    let at = numbers::position(location.degrees_latitude, location.degrees_longitude);
    let Some((latitude, longitude)) = at else { return Some(nowhere("live_location", name)) };
    Some(Content::Location(Location { latitude, longitude, name, address: None, live: true }))
}

fn nowhere(kind: &str, text: Option<String>) -> Content {
    Content::Unknown { kind: kind.to_owned(), text }
}

fn contacts(message: &wa::Message) -> Option<Content> {
    let read = |contact: &kinds::ContactMessage| {
        card::read(contact.display_name.as_deref(), contact.vcard.as_deref())
    };
    let contacts = if let Some(contact) = message.contact_message.as_option() {
        vec![read(contact)]
    } else {
        message.contacts_array_message.as_option()?.contacts.iter().map(read).collect()
    };
    (!contacts.is_empty()).then_some(Content::Contact { contacts })
}

/// The poll in an unwrapped message, of whichever version.
pub(super) fn poll_of(message: &wa::Message) -> Option<&kinds::PollCreationMessage> {
    [
        &message.poll_creation_message,
        &message.poll_creation_message_v2,
        &message.poll_creation_message_v3,
        &message.poll_creation_message_v5,
        &message.poll_creation_message_v6,
    ]
    .into_iter()
    .find_map(|field| field.as_option())
}

fn poll(message: &wa::Message) -> Option<Content> {
    let poll = poll_of(message)?;
    Some(Content::Poll {
        question: poll.name.clone().unwrap_or_default(),
        options: poll.options.iter().filter_map(|option| option.option_name.clone()).collect(),
        // 0 means any number.
        max_choices: poll.selectable_options_count.filter(|count| *count > 0),
    })
}

/// The beginning of an album; its files are messages of their own.
fn album(message: &wa::Message) -> Option<Content> {
    let album = message.album_message.as_option()?;
    Some(Content::Album {
        images: album.expected_image_count.unwrap_or_default(),
        videos: album.expected_video_count.unwrap_or_default(),
    })
}

fn invite(message: &wa::Message) -> Option<Content> {
    if let Some(group) = message.group_invite_message.as_option() {
        return Some(Content::Invite(Invite {
            chat_type: ChatType::Group,
            chat: full(group.group_jid.as_ref())?,
            name: full(group.group_name.as_ref()),
            code: full(group.invite_code.as_ref()),
            expires_at: group.invite_expiration.and_then(numbers::moment_of_seconds),
            text: full(group.caption.as_ref()),
        }));
    }
    if let Some(channel) = message.newsletter_follower_invite_message_v2.as_option() {
        return Some(Content::Invite(Invite {
            chat_type: ChatType::Channel,
            chat: full(channel.newsletter_jid.as_ref())?,
            name: full(channel.newsletter_name.as_ref()),
            code: None,
            expires_at: None,
            text: full(channel.caption.as_ref()),
        }));
    }
    let channel = message.newsletter_admin_invite_message.as_option()?;
    Some(Content::Invite(Invite {
        chat_type: ChatType::Channel,
        chat: full(channel.newsletter_jid.as_ref())?,
        name: full(channel.newsletter_name.as_ref()),
        code: None,
        expires_at: channel.invite_expiration.and_then(numbers::moment_of_seconds),
        text: full(channel.caption.as_ref()),
    }))
}

/// The record of a call. The schema spells the field `call_log_messsage`.
fn call(message: &wa::Message) -> Option<Content> {
    use kinds::call_log_message::CallOutcome as Reported;
    let call = message.call_log_messsage.as_option()?;
    let outcome = match call.call_outcome {
        Some(Reported::CONNECTED | Reported::ACCEPTED_ELSEWHERE) => CallOutcome::Answered,
        Some(Reported::MISSED | Reported::SILENCED_BY_DND | Reported::SILENCED_UNKNOWN_CALLER) => {
            CallOutcome::Missed
        }
        Some(Reported::REJECTED) => CallOutcome::Declined,
        _ => CallOutcome::Unknown,
    };
    let video = call.is_video.unwrap_or(false);
    let seconds = call.duration_secs.filter(|seconds| *seconds > 0);
    let seconds = seconds.and_then(|seconds| u32::try_from(seconds).ok());
    Some(Content::Call(Call {
        media: if video { CallMedia::Video } else { CallMedia::Voice },
        outcome,
        duration_seconds: numbers::duration(seconds),
    }))
}
