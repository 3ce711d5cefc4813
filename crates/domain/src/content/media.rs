//! Files.

use super::MediaKind;
use crate::ids::MediaId;
use serde::{Deserialize, Serialize};

/// A media message's facts. The bytes are in the blob store under [`MediaContent::media_id`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaContent {
    /// Its kind.
    pub kind: MediaKind,
    /// The row of the bytes; set once the message is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_id: Option<MediaId>,
    /// MIME type as the sender gave it.
    pub mime_type: String,
    /// Bytes, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The file's name, for documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Whole seconds, for audio and video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Recorded in the chat rather than attached.
    #[serde(default)]
    pub voice_note: bool,
    /// Plays in a loop.
    #[serde(default)]
    pub animated: bool,
    /// A video that was recorded in the chat, shown as a circle.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub video_note: bool,
    /// The loudness of a voice note, at equal distances from its beginning to its end: 0 to 100
    /// each. Empty if it is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waveform: Vec<u8>,
}

impl MediaContent {
    /// Media of this kind and type, everything else unknown.
    pub fn new(kind: MediaKind, mime_type: impl Into<String>) -> Self {
        Self {
            kind,
            media_id: None,
            mime_type: mime_type.into(),
            size: None,
            caption: None,
            file_name: None,
            duration_seconds: None,
            width: None,
            height: None,
            voice_note: false,
            animated: false,
            video_note: false,
            waveform: Vec::new(),
        }
    }

    /// The kind and, if known, the file's name, in brackets.
    pub fn label(&self) -> String {
        match &self.file_name {
            Some(name) => format!("[{} {name}]", self.kind),
            None => format!("[{}]", self.kind),
        }
    }
}
