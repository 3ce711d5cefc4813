//! Readings of media: the transcription of a voice note, the description of a picture or a video,
//! the text of a document.

use crate::clock::Timestamp;
use crate::content::MediaKind;
use crate::ids::{BatchJobId, InstanceId, MediaId, MessageId, TenantId};
use crate::text_enum::text_enum;

text_enum! {
    /// The kind of a reading.
    pub enum ProcessingKind {
        /// Transcription of audio.
        Transcription = "transcription",
        /// Description of a picture or a video.
        Description = "description",
        /// The text of a document.
        Extraction = "extraction",
    }
}

impl ProcessingKind {
    /// The kind of reading for a file of this kind.
    pub const fn of(kind: MediaKind) -> Self {
        match kind {
            MediaKind::Audio => Self::Transcription,
            MediaKind::Image | MediaKind::Video | MediaKind::Sticker => Self::Description,
            MediaKind::Document => Self::Extraction,
        }
    }
}

text_enum! {
    /// How processing a file ended.
    pub enum ProcessingStatus {
        /// There is content.
        Completed = "completed",
        /// There is none, and `error` has the reason. A retry may help.
        Failed = "failed",
        /// This version does not read files of this type.
        Unsupported = "unsupported",
    }
}

/// The reading of one file, or why there is none. A failure is a state, never content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaContentRow {
    /// The file.
    pub media_id: MediaId,
    /// Its kind; one row for each.
    pub kind: ProcessingKind,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance it was received on.
    pub instance_id: InstanceId,
    /// The message it belongs to.
    pub message_id: Option<MessageId>,
    /// How it ended.
    pub status: ProcessingStatus,
    /// The text, if completed.
    pub content: Option<String>,
    /// Why there is none, for people; names no key and quotes no content.
    pub error: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// Its provider: `groq`, `openai`, `gemini`, or `local` for what is read here.
    pub provider: Option<String>,
    /// The language of the speech, if the provider reports it.
    pub language: Option<String>,
    /// Input and output tokens.
    pub tokens: u64,
    /// Millionths of a US dollar.
    pub cost_micros: u64,
    /// Milliseconds it took.
    pub processing_ms: u64,
    /// The batch job that did it, if one did.
    pub batch_job_id: Option<BatchJobId>,
    /// When it was done.
    pub created_at: Timestamp,
}
