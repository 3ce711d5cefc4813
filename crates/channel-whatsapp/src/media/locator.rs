//! What a later download needs, stored with the message.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use omni_channel::MediaLocator;
use omni_domain::content::MediaKind;
use serde::{Deserialize, Serialize};
use wacore::download::{Downloadable, MediaType};

/// A file's path and keys, and the message to name when it has to be uploaded anew. It contains
/// the file's key: never log it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Locator {
    pub(crate) kind: MediaKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) direct_path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) static_url: Option<String>,
    #[serde(with = "bytes")]
    pub(crate) media_key: Vec<u8>,
    #[serde(with = "bytes")]
    pub(crate) file_sha256: Vec<u8>,
    #[serde(with = "bytes")]
    pub(crate) file_enc_sha256: Vec<u8>,
    pub(crate) size: Option<u64>,
    pub(crate) chat: String,
    pub(crate) sender: String,
    pub(crate) message_id: String,
    pub(crate) from_me: bool,
}

impl std::fmt::Debug for Locator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Locator")
            .field("kind", &self.kind)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl Locator {
    /// The locator of a message's file; `None` if the message has no path or URL for it.
    pub(crate) fn of(kind: MediaKind, file: &dyn Downloadable) -> Option<Self> {
        let (direct_path, static_url) = (file.direct_path(), file.static_url());
        let found = [direct_path, static_url].into_iter().flatten().any(|path| !path.is_empty());
        found.then(|| Self {
            kind,
            direct_path: direct_path.filter(|path| !path.is_empty()).map(str::to_owned),
            static_url: static_url.filter(|url| !url.is_empty()).map(str::to_owned),
            media_key: file.media_key().unwrap_or_default().to_vec(),
            file_sha256: file.file_sha256().unwrap_or_default().to_vec(),
            file_enc_sha256: file.file_enc_sha256().unwrap_or_default().to_vec(),
            size: file.file_length(),
            chat: String::new(),
            sender: String::new(),
            message_id: String::new(),
            from_me: false,
        })
    }

    pub(crate) fn pack(&self) -> MediaLocator {
        MediaLocator(serde_json::to_vec(self).expect("a struct of texts and numbers is JSON"))
    }

    pub(super) fn unpack(locator: &MediaLocator) -> Option<Self> {
        serde_json::from_slice(&locator.0).ok()
    }
}

/// The network's media type of a kind.
pub(super) const fn media_type(kind: MediaKind) -> MediaType {
    match kind {
        MediaKind::Image => MediaType::Image,
        MediaKind::Audio => MediaType::Audio,
        MediaKind::Video => MediaType::Video,
        MediaKind::Document => MediaType::Document,
        MediaKind::Sticker => MediaType::Sticker,
    }
}

fn present(bytes: &[u8]) -> Option<&[u8]> {
    Some(bytes).filter(|bytes| !bytes.is_empty())
}

impl Downloadable for Locator {
    fn direct_path(&self) -> Option<&str> {
        self.direct_path.as_deref()
    }

    fn media_key(&self) -> Option<&[u8]> {
        present(&self.media_key)
    }

    fn file_enc_sha256(&self) -> Option<&[u8]> {
        present(&self.file_enc_sha256)
    }

    fn file_sha256(&self) -> Option<&[u8]> {
        present(&self.file_sha256)
    }

    fn file_length(&self) -> Option<u64> {
        self.size
    }

    fn app_info(&self) -> MediaType {
        media_type(self.kind)
    }

    fn static_url(&self) -> Option<&str> {
        self.static_url.as_deref()
    }
}

mod bytes {
    use super::{Engine, STANDARD_NO_PAD};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD_NO_PAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        STANDARD_NO_PAD.decode(text.as_bytes()).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Locator;
    use omni_domain::content::MediaKind;
    use waproto::whatsapp::message::ImageMessage;

    fn image() -> ImageMessage {
        ImageMessage {
            direct_path: Some("/v/t62".to_owned()),
            media_key: Some(vec![7; 32]),
            file_sha256: Some(vec![1; 32]),
            file_enc_sha256: Some(vec![2; 32]),
            file_length: Some(9),
            ..ImageMessage::default()
        }
    }

    #[test]
    fn a_packed_locator_unpacks_unchanged() {
        let locator = Locator::of(MediaKind::Image, &image()).expect("a locator");
        assert_eq!(Locator::unpack(&locator.pack()), Some(locator.clone()));
        assert!(!format!("{locator:?}").contains('7'), "the key must not show");
    }

    #[test]
    fn a_file_without_a_path_has_no_locator() {
        let without_path = ImageMessage { direct_path: None, ..image() };
        assert_eq!(Locator::of(MediaKind::Image, &without_path), None);
    }
}
