//! Builds the library's message.

use crate::media::Uploaded;
use crate::outbound::vcard;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_channel::Poll;
use omni_domain::content::{ContactCard, LinkPreview, Location, MediaContent, MediaKind};
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message as kinds;

type Context = Option<wa::ContextInfo>;

fn field(context: Context) -> MessageField<wa::ContextInfo> {
    context.map_or_else(MessageField::default, MessageField::some)
}

/// Text; plain unless it has a context.
pub(super) fn text(text: &str, context: Context) -> wa::Message {
    match context {
        None => wa::Message { conversation: Some(text.to_owned()), ..wa::Message::default() },
        context => wa::Message {
            extended_text_message: MessageField::some(kinds::ExtendedTextMessage {
                text: Some(text.to_owned()),
                context_info: field(context),
                ..Default::default()
            }),
            ..wa::Message::default()
        },
    }
}

/// Text with the preview of a link in it.
pub(super) fn text_with_preview(
    text: &str,
    preview: &LinkPreview,
    context: Context,
) -> wa::Message {
    let thumbnail = preview.thumbnail.as_ref().and_then(|text| STANDARD.decode(text).ok());
    wa::Message {
        extended_text_message: MessageField::some(kinds::ExtendedTextMessage {
            text: Some(text.to_owned()),
            matched_text: Some(preview.url.clone()),
            title: preview.title.clone(),
            description: preview.description.clone(),
            jpeg_thumbnail: thumbnail,
            preview_type: Some(kinds::extended_text_message::PreviewType::NONE),
            context_info: field(context),
            ..Default::default()
        }),
        ..wa::Message::default()
    }
}

pub(super) fn location(location: &Location, context: Context) -> wa::Message {
    wa::Message {
        location_message: MessageField::some(kinds::LocationMessage {
            degrees_latitude: Some(location.latitude),
            degrees_longitude: Some(location.longitude),
            name: location.name.clone(),
            address: location.address.clone(),
            context_info: field(context),
            ..Default::default()
        }),
        ..wa::Message::default()
    }
}

pub(super) fn contacts(cards: &[ContactCard], context: Context) -> wa::Message {
    let one = |card: &ContactCard, context: Context| kinds::ContactMessage {
        display_name: Some(card.name.clone()),
        vcard: Some(vcard::write(card)),
        context_info: field(context),
        ..Default::default()
    };
    if let [card] = cards {
        return wa::Message {
            contact_message: MessageField::some(one(card, context)),
            ..wa::Message::default()
        };
    }
    wa::Message {
        contacts_array_message: MessageField::some(kinds::ContactsArrayMessage {
            display_name: Some(format!("{} contacts", cards.len())),
            contacts: cards.iter().map(|card| one(card, None)).collect(),
            context_info: field(context),
        }),
        ..wa::Message::default()
    }
}

/// A poll. Votes are encrypted with a secret that is part of the message.
pub(super) fn poll(poll: &Poll, secret: Vec<u8>, context: Context) -> wa::Message {
    let option = |name: &String| kinds::poll_creation_message::Option {
        option_name: Some(name.clone()),
        ..Default::default()
    };
    wa::Message {
        poll_creation_message_v3: MessageField::some(kinds::PollCreationMessage {
            name: Some(poll.question.clone()),
            options: poll.options.iter().map(option).collect(),
            selectable_options_count: Some(poll.max_choices),
            context_info: field(context),
            ..Default::default()
        }),
        message_context_info: MessageField::some(wa::MessageContextInfo {
            message_secret: Some(secret),
            ..Default::default()
        }),
        ..wa::Message::default()
    }
}

/// An uploaded file. The fields of its path and keys have the same names in each kind.
macro_rules! with_file {
    ($kind:ident, $up:expr, { $($field:ident: $value:expr),* $(,)? }) => {
        MessageField::some(kinds::$kind {
            url: Some($up.url.clone()),
            direct_path: Some($up.direct_path.clone()),
            media_key: $up.media_key.map(|key| key.to_vec()),
            file_sha256: Some($up.file_sha256.to_vec()),
            file_enc_sha256: $up.file_enc_sha256.map(|hash| hash.to_vec()),
            file_length: Some($up.file_length),
            media_key_timestamp: $up.media_key_timestamp,
            $($field: $value,)*
            ..Default::default()
        })
    };
}

pub(super) fn media(file: &MediaContent, up: &Uploaded, context: Context) -> wa::Message {
    let mimetype = Some(file.mime_type.clone());
    let caption = file.caption.clone();
    let context_info = field(context);
    let mut message = wa::Message::default();
    match file.kind {
        MediaKind::Image => {
            message.image_message = with_file!(ImageMessage, up, {
                mimetype: mimetype,
                caption: caption,
                width: file.width,
                height: file.height,
                context_info: context_info,
            });
        }
        MediaKind::Video => {
            let video = with_file!(VideoMessage, up, {
                mimetype: mimetype,
                caption: caption,
                seconds: file.duration_seconds,
                width: file.width,
                height: file.height,
                gif_playback: file.animated.then_some(true),
                streaming_sidecar: up.streaming_sidecar.clone(),
                context_info: context_info,
            });
            if file.video_note {
                message.ptv_message = video;
            } else {
                message.video_message = video;
            }
        }
        MediaKind::Audio => {
            message.audio_message = with_file!(AudioMessage, up, {
                mimetype: Some(audio_type(file)),
                seconds: file.duration_seconds,
                ptt: Some(file.voice_note),
                waveform: (!file.waveform.is_empty()).then(|| file.waveform.clone()),
                streaming_sidecar: up.streaming_sidecar.clone(),
                context_info: context_info,
            });
        }
        MediaKind::Sticker => {
            message.sticker_message = with_file!(StickerMessage, up, {
                mimetype: mimetype,
                width: file.width,
                height: file.height,
                is_animated: Some(file.animated),
                context_info: context_info,
            });
        }
        MediaKind::Document => {
            let document = with_file!(DocumentMessage, up, {
                mimetype: mimetype,
                title: file.file_name.clone(),
                file_name: file.file_name.clone(),
                caption: caption.clone(),
                context_info: context_info,
            });
            message.document_message = document;
            // Phones show a document's caption only from inside this envelope.
            if caption.is_some() {
                message = wa::Message {
                    document_with_caption_message: MessageField::some(kinds::FutureProofMessage {
                        message: MessageField::some(message),
                    }),
                    ..wa::Message::default()
                };
            }
        }
    }
    message
}

/// Phones play a voice note only if its MIME type is exactly this one.
fn audio_type(content: &MediaContent) -> String {
    let essence = content.mime_type.split(';').next().unwrap_or_default().trim();
    if content.voice_note && matches!(essence, "audio/ogg" | "audio/opus" | "application/ogg") {
        "audio/ogg; codecs=opus".to_owned()
    } else {
        content.mime_type.clone()
    }
}
