//! The kinds of content and of media.

use crate::text_enum::text_enum;

text_enum! {
    /// The kind of content, as the Omni API names it (docs/API-OMNI.md).
    pub enum ContentType {
        /// Plain text.
        Text = "text",
        /// Sound, also voice notes.
        Audio = "audio",
        /// A picture.
        Image = "image",
        /// A video.
        Video = "video",
        /// Any other file.
        Document = "document",
        /// A sticker.
        Sticker = "sticker",
        /// One or more contact cards.
        Contact = "contact",
        /// A location.
        Location = "location",
        /// An emoji on another message.
        Reaction = "reaction",
        /// A poll.
        Poll = "poll",
        /// An event, which is answered with whether one comes.
        Event = "event",
        /// The beginning of an album.
        Album = "album",
        /// A message from a template that the network approved beforehand.
        Template = "template",
        /// Text with buttons, a list, a link or a form.
        Interactive = "interactive",
        /// A call.
        Call = "call",
        /// An invitation into a group or channel.
        Invite = "invite",
        /// A change to an earlier message's text.
        Edit = "edit",
        /// A revoked message.
        Delete = "delete",
        /// Content that this version cannot show.
        Unknown = "unknown",
    }
}

text_enum! {
    /// Media of a message.
    pub enum MediaKind {
        /// A picture.
        Image = "image",
        /// Sound.
        Audio = "audio",
        /// A video.
        Video = "video",
        /// Any other file.
        Document = "document",
        /// A sticker (WebP).
        Sticker = "sticker",
    }
}

impl From<MediaKind> for ContentType {
    fn from(kind: MediaKind) -> Self {
        match kind {
            MediaKind::Image => Self::Image,
            MediaKind::Audio => Self::Audio,
            MediaKind::Video => Self::Video,
            MediaKind::Document => Self::Document,
            MediaKind::Sticker => Self::Sticker,
        }
    }
}
