//! Files that are sent with a request.

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use std::fmt;
use std::io;
use std::sync::Arc;

/// A file's bytes, in pieces.
pub type ByteStream = BoxStream<'static, io::Result<Bytes>>;

type Open = Arc<dyn Fn() -> ByteStream + Send + Sync>;

/// A file. Its bytes are read only by a protocol that takes it, and never held whole.
#[derive(Clone)]
pub struct Attachment {
    /// A name with an extension; servers recognise the format by it.
    pub name: String,
    /// MIME type.
    pub mime_type: String,
    /// Its bytes; a stream of another length is an error.
    pub size: u64,
    /// Where the agent itself can fetch it, for protocols that send addresses.
    pub url: Option<String>,
    /// Its reading, as text. Added to the text if the protocol cannot send the file; leave it out
    /// if the text holds it already.
    pub reading: Option<String>,
    open: Open,
}

impl Attachment {
    /// A file that is opened, perhaps more than once, when it is sent.
    pub fn new(
        name: impl Into<String>,
        mime_type: impl Into<String>,
        size: u64,
        open: impl Fn() -> ByteStream + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            mime_type: mime_type.into(),
            size,
            url: None,
            reading: None,
            open: Arc::new(open),
        }
    }

    /// A file that is in memory already.
    pub fn from_bytes(
        name: impl Into<String>,
        mime_type: impl Into<String>,
        bytes: impl Into<Bytes>,
    ) -> Self {
        let bytes: Bytes = bytes.into();
        let size = bytes.len() as u64;
        Self::new(name, mime_type, size, move || stream::iter([Ok(bytes.clone())]).boxed())
    }

    /// Its bytes, from the beginning.
    pub(crate) fn open(&self) -> ByteStream {
        (self.open)()
    }

    /// The type without parameters (`audio/ogg; codecs=opus`), in lower case.
    pub(crate) fn essence(&self) -> String {
        essence(&self.mime_type)
    }
}

/// A MIME type without parameters, in lower case.
pub(crate) fn essence(mime_type: &str) -> String {
    mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("mime_type", &self.mime_type)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// Files that are sent as files, and the readings of the others.
pub(crate) struct Sorted<'a> {
    pub(crate) files: Vec<&'a Attachment>,
    pub(crate) readings: Vec<&'a str>,
}

/// Sorts files by whether a protocol accepts them; empty ones are accepted by none.
pub(crate) fn sort(
    attachments: &[Attachment],
    max_bytes: u64,
    takes: impl Fn(&str) -> bool,
) -> Sorted<'_> {
    let mut sorted = Sorted { files: Vec::new(), readings: Vec::new() };
    let mut left = max_bytes;
    for attachment in attachments {
        let fits = attachment.size > 0 && attachment.size <= left;
        if fits && takes(&attachment.essence()) {
            left -= attachment.size;
            sorted.files.push(attachment);
        } else if let Some(reading) = attachment.reading.as_deref() {
            sorted.readings.push(reading);
        }
    }
    sorted
}

impl Sorted<'_> {
    /// The text, with the readings of files that are not sent as files.
    pub(crate) fn text(&self, message: String) -> String {
        if self.readings.is_empty() {
            return message;
        }
        let lines = std::iter::once(message.as_str()).filter(|text| !text.is_empty());
        let text: Vec<&str> = lines.chain(self.readings.iter().copied()).collect();
        crate::question::without_nul(&text.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Attachment, sort};

    #[test]
    fn what_a_protocol_does_not_accept_is_sent_as_text() {
        let mut picture = Attachment::from_bytes("a.png", "image/PNG; x=y", vec![1; 10]);
        picture.reading = Some("a cat".to_owned());
        let mut sound = Attachment::from_bytes("b.ogg", "audio/ogg", vec![1; 10]);
        sound.reading = Some("hello".to_owned());
        let empty = Attachment::from_bytes("c.png", "image/png", Vec::new());
        let all = [picture, sound, empty];
        let sorted = sort(&all, 100, |kind| kind == "image/png");
        assert_eq!(sorted.files.len(), 1);
        assert_eq!(sorted.text("Look".to_owned()), "Look\nhello");
        let sorted = sort(&all, 9, |_| true);
        assert_eq!(sorted.files.len(), 0);
        assert_eq!(sorted.text(String::new()), "a cat\nhello");
    }
}
