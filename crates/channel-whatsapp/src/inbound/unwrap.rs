//! Unwraps a message from its envelopes.

use crate::inbound::kinds;
use std::iter;
use waproto::whatsapp as wa;
use waproto::whatsapp::message_association::AssociationType;

/// Envelopes nest; a hostile sender may nest them without end.
const DEEPEST: usize = 8;

/// The message, then what each envelope holds, the innermost last.
fn layers(message: &wa::Message) -> impl Iterator<Item = &wa::Message> {
    iter::successors(Some(message), |message| inner(message)).take(DEEPEST + 1)
}

/// The innermost message of all envelopes that only determine how it is shown or kept.
pub(super) fn unwrap(message: &wa::Message) -> &wa::Message {
    layers(message).last().unwrap_or(message)
}

/// Whether the recipient may open a message once, by its envelopes or its file.
pub(super) fn is_view_once(message: &wa::Message) -> bool {
    let by_envelope = layers(message).any(|layer| {
        layer.view_once_message.is_set()
            || layer.view_once_message_v2.is_set()
            || layer.view_once_message_v2_extension.is_set()
    });
    let innermost = unwrap(message);
    let files = [
        innermost.image_message.as_option().and_then(|file| file.view_once),
        innermost.video_message.as_option().and_then(|file| file.view_once),
        innermost.audio_message.as_option().and_then(|file| file.view_once),
    ];
    by_envelope || files.contains(&Some(true))
}

/// The id of the message that begins the album to which a file belongs.
pub(super) fn album(message: &wa::Message) -> Option<String> {
    layers(message).find_map(|layer| {
        let association =
            layer.message_context_info.as_option()?.message_association.as_option()?;
        let is_album = association.association_type == Some(AssociationType::MEDIA_ALBUM);
        let id = association.parent_message_key.as_option()?.id.as_deref()?;
        (is_album && !id.is_empty()).then(|| id.to_owned())
    })
}

/// For how many seconds what is added to a message holds: a pin.
pub(super) fn add_on_seconds(message: &wa::Message) -> Option<u32> {
    layers(message)
        .find_map(|layer| layer.message_context_info.as_option()?.message_add_on_duration_in_secs)
}

/// The message that a comment is on.
pub(super) fn commented(message: &wa::Message) -> Option<&wa::MessageKey> {
    layers(message)
        .find_map(|layer| layer.comment_message.as_option()?.target_message_key.as_option())
}

fn inner(message: &wa::Message) -> Option<&wa::Message> {
    if let Some(sent) = message.device_sent_message.as_option() {
        return sent.message.as_option();
    }
    if let Some(comment) = message.comment_message.as_option() {
        return comment.message.as_option();
    }
    kinds::inside(message)
}
