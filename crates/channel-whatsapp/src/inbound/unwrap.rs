//! Unwraps a message from its envelopes.

use waproto::whatsapp as wa;

/// Envelopes nest; a hostile sender may nest them without end.
const DEEPEST: usize = 8;

/// The message inside all envelopes that only define how it is shown or stored.
pub(super) fn unwrap(message: &wa::Message) -> &wa::Message {
    let mut current = message;
    for _ in 0..DEEPEST {
        match inner(current) {
            Some(next) => current = next,
            None => break,
        }
    }
    current
}

/// Whether the recipient may open a message once, by its envelopes or its file.
pub(super) fn is_view_once(message: &wa::Message) -> bool {
    let mut current = message;
    for _ in 0..DEEPEST {
        let envelopes = [
            &current.view_once_message,
            &current.view_once_message_v2,
            &current.view_once_message_v2_extension,
        ];
        if envelopes.into_iter().any(waproto::buffa::MessageField::is_set) {
            return true;
        }
        let Some(next) = inner(current) else { break };
        current = next;
    }
    let files = [
        current.image_message.as_option().and_then(|file| file.view_once),
        current.video_message.as_option().and_then(|file| file.view_once),
        current.audio_message.as_option().and_then(|file| file.view_once),
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
