//! Albums: a message that begins one, and files that belong to it.

use wacore::proto_helpers::wrap_as_album_child;
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message as kinds;

/// The beginning of an album. Phones wait for as many files as it announces.
pub(super) fn begin(images: u32, videos: u32, context: Option<wa::ContextInfo>) -> wa::Message {
    wa::Message {
        album_message: MessageField::some(kinds::AlbumMessage {
            expected_image_count: Some(images),
            expected_video_count: Some(videos),
            context_info: context.map_or_else(MessageField::default, MessageField::some),
        }),
        ..wa::Message::default()
    }
}

/// A file of the album that the message with this key begins.
pub(super) fn child(file: wa::Message, album: wa::MessageKey) -> wa::Message {
    wrap_as_album_child(file, album)
}
