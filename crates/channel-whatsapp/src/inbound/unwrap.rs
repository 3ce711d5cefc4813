//! Takes a message out of the envelopes it may be in.

use waproto::whatsapp as wa;

/// Envelopes nest; a hostile sender may nest them without end.
const DEEPEST: usize = 8;

/// The innermost message of all envelopes that only say how it is shown or kept.
pub(super) fn unwrap(message: &wa::Message) -> &wa::Message {
    let mut present = message;
    for _ in 0..DEEPEST {
        match inner(present) {
            Some(next) => present = next,
            None => break,
        }
    }
    present
}

/// Whether the recipient may open a message once, by its envelopes or its file.
pub(super) fn is_view_once(message: &wa::Message) -> bool {
    let mut present = message;
    for _ in 0..DEEPEST {
        let envelopes = [
            &present.view_once_message,
            &present.view_once_message_v2,
            &present.view_once_message_v2_extension,
        ];
        if envelopes.into_iter().any(waproto::buffa::MessageField::is_set) {
            return true;
        }
        let Some(next) = inner(present) else { break };
        present = next;
    }
    let files = [
        present.image_message.as_option().and_then(|file| file.view_once),
        present.video_message.as_option().and_then(|file| file.view_once),
        present.audio_message.as_option().and_then(|file| file.view_once),
    ];
    files.contains(&Some(true))
}

fn inner(message: &wa::Message) -> Option<&wa::Message> {
    if let Some(sent) = message.device_sent_message.as_option() {
        return sent.message.as_option();
    }
    [
        &message.ephemeral_message,
        &message.view_once_message,
        &message.view_once_message_v2,
        &message.view_once_message_v2_extension,
        &message.document_with_caption_message,
        &message.group_mentioned_message,
        &message.edited_message,
    ]
    .into_iter()
    .find_map(|envelope| envelope.as_option().and_then(|envelope| envelope.message.as_option()))
}
