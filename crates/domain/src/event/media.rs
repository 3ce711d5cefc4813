//! Bodies about media files.

use crate::ids::{BatchJobId, MediaId, MessageId};
use crate::media_content::{ProcessingKind, ProcessingStatus};
use serde::{Deserialize, Serialize};

/// A file is in the blob store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaReceived {
    /// The file.
    pub media_id: MediaId,
    /// The message it belongs to.
    pub message_id: Option<MessageId>,
    /// MIME type.
    pub mime_type: String,
    /// Bytes.
    pub size: u64,
}

/// A file that could not be fetched, or could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MediaFailed {
    /// It could not be read.
    Processing(ProcessingFailure),
    /// Its bytes could not be fetched.
    Fetch(FetchFailure),
}

impl MediaFailed {
    /// The file.
    pub const fn media_id(&self) -> MediaId {
        match self {
            Self::Processing(failure) => failure.media_id,
            Self::Fetch(failure) => failure.media_id,
        }
    }

    /// Why, for people.
    pub fn error(&self) -> Option<&str> {
        match self {
            Self::Processing(failure) => failure.error.as_deref(),
            Self::Fetch(failure) => Some(&failure.error),
        }
    }
}

/// A file whose bytes could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchFailure {
    /// The file.
    pub media_id: MediaId,
    /// The message it belongs to.
    pub message_id: Option<MessageId>,
    /// Why, for people.
    pub error: String,
}

/// The step that failed, in its serialised form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FailedStage {
    Processing,
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProcessingFailure {
    /// The file.
    pub media_id: MediaId,
    /// The message it belongs to.
    pub message_id: Option<MessageId>,
    stage: FailedStage,
    /// Failed, or unsupported.
    pub processing_status: ProcessingStatus,
    /// Why, for people.
    pub error: Option<String>,
    /// The batch job that tried.
    pub batch_job_id: Option<BatchJobId>,
}

impl ProcessingFailure {
    /// A file that could not be read, and why.
    pub const fn new(
        media_id: MediaId,
        message_id: Option<MessageId>,
        status: ProcessingStatus,
        error: Option<String>,
        batch_job_id: Option<BatchJobId>,
    ) -> Self {
        Self {
            media_id,
            message_id,
            stage: FailedStage::Processing,
            processing_status: status,
            error,
            batch_job_id,
        }
    }

    /// The step that failed.
    pub const fn stage(&self) -> &'static str {
        match self.stage {
            FailedStage::Processing => "processing",
        }
    }
}

/// The reading of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: ProcessingKind,
    /// The text.
    pub content: String,
    /// The language, if the provider reports it.
    pub language: Option<String>,
}

/// A file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaProcessed {
    /// The file.
    pub media_id: MediaId,
    /// The message it belongs to.
    pub message_id: Option<MessageId>,
    /// The text.
    #[serde(rename = "result")]
    pub reading: Reading,
    /// The model that read it.
    pub model: Option<String>,
    /// The model's provider.
    pub provider: Option<String>,
    /// Input and output tokens.
    pub tokens: u64,
    /// Millionths of a US dollar.
    pub cost_micros: u64,
    /// Milliseconds it took.
    #[serde(rename = "processingTimeMs")]
    pub processing_ms: u64,
    /// The batch job that did it.
    pub batch_job_id: Option<BatchJobId>,
}
