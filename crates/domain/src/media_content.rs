//! What was read out of media: the words of a voice note, what a picture or a video shows, a document's
//! text.

use crate::clock::Timestamp;
use crate::content::MediaKind;
use crate::ids::{BatchJobId, InstanceId, MediaId, MessageId, TenantId};
use crate::text_enum::text_enum;

text_enum! {
    /// What is made of a file (reference: `ProcessingType`).
    pub enum ProcessingKind {
        /// The words of a sound.
        Transcription = "transcription",
        /// What a picture or a video shows.
        Description = "description",
        /// The text of a document.
        Extraction = "extraction",
    }
}

impl ProcessingKind {
    /// What is made of a file of this kind.
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
        /// There is none, and `error` says why. Trying again may help.
        Failed = "failed",
        /// This version reads nothing out of files of this type.
        Unsupported = "unsupported",
    }
}

/// What was read out of one file, or why nothing was. A failure is a state, never content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaContentRow {
    /// The file.
    pub media_id: MediaId,
    /// What was made of it; one row for each.
    pub kind: ProcessingKind,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance it came through.
    pub instance_id: InstanceId,
    /// The message it belongs to.
    pub message_id: Option<MessageId>,
    /// How it ended.
    pub status: ProcessingStatus,
    /// The words, if completed.
    pub content: Option<String>,
    /// Why there are none, for people; names no key and quotes no content.
    pub error: Option<String>,
    /// The model that was asked.
    pub model: Option<String>,
    /// Who runs it: `groq`, `openai`, `gemini`, or `local` for what is read here.
    pub provider: Option<String>,
    /// The language that was heard, if the provider says.
    pub language: Option<String>,
    /// Tokens read and written.
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
