//! Files that the recipient may open once.

use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message as kinds;

fn envelope(message: wa::Message) -> MessageField<kinds::FutureProofMessage> {
    MessageField::some(kinds::FutureProofMessage { message: MessageField::some(message) })
}

/// Puts a file into the envelope by which phones let it be opened once. `None` if phones open this
/// kind of message as often as one likes.
pub(super) fn wrap(mut message: wa::Message) -> Option<wa::Message> {
    if let Some(audio) = message.audio_message.as_option_mut() {
        audio.view_once = Some(true);
        return Some(wa::Message {
            view_once_message_v2_extension: envelope(message),
            ..wa::Message::default()
        });
    }
    if let Some(image) = message.image_message.as_option_mut() {
        image.view_once = Some(true);
    } else if let Some(video) = message.video_message.as_option_mut() {
        video.view_once = Some(true);
    } else {
        return None;
    }
    Some(wa::Message { view_once_message_v2: envelope(message), ..wa::Message::default() })
}
