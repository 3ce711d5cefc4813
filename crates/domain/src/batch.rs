//! Batch jobs: long-running work over many rows that a person started and may watch or cancel.

use crate::clock::Timestamp;
use crate::content::MediaKind;
use crate::ids::{BatchJobId, InstanceId, MediaId, TenantId};
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a batch job does.
    pub enum BatchKind {
        /// Reads media that is stored already.
        MediaReprocess = "media_reprocess",
    }
}

text_enum! {
    /// The state of a batch job.
    pub enum BatchStatus {
        /// Not started.
        Pending = "pending",
        /// Running, or waiting for its next piece.
        Running = "running",
        /// Every item was processed; some may have failed.
        Completed = "completed",
        /// Given up.
        Failed = "failed",
        /// Cancelled by a person.
        Cancelled = "cancelled",
    }
}

impl BatchStatus {
    /// Whether the state is final.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// What to work on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BatchConfig {
    /// Of this instance; `None` is all.
    pub instance_id: Option<InstanceId>,
    /// Messages not older than this.
    pub since: Option<Timestamp>,
    /// Messages older than this.
    pub until: Option<Timestamp>,
    /// Files of these kinds.
    pub media_types: Vec<MediaKind>,
    /// Also files that have a result.
    pub overwrite: bool,
}

/// Why an item failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchItemError {
    /// The file.
    pub item_id: MediaId,
    /// Why.
    pub error: String,
}

/// The progress of a batch job. Only grows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchProgress {
    /// The last item that was done; the next piece begins after it.
    pub cursor: Option<MediaId>,
    /// Items with a new result.
    pub processed: u64,
    /// Items that failed.
    pub failed: u64,
    /// Items that had a result, or of a kind that is not read.
    pub skipped: u64,
    /// Millionths of a US dollar.
    pub cost_micros: u64,
    /// Tokens read and written.
    pub tokens: u64,
    /// The first failures; a bounded number.
    pub errors: Vec<BatchItemError>,
}

/// A batch job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchJob {
    /// Internal id.
    pub id: BatchJobId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Its kind.
    pub kind: BatchKind,
    /// What it works on.
    pub config: BatchConfig,
    /// Its state.
    pub status: BatchStatus,
    /// Number of items when it was created.
    pub total: u64,
    /// Its progress.
    pub progress: BatchProgress,
    /// The current item.
    pub current: Option<MediaId>,
    /// Why it was given up.
    pub error: Option<String>,
    /// Creation time.
    pub created_at: Timestamp,
    /// Start time.
    pub started_at: Option<Timestamp>,
    /// End time.
    pub completed_at: Option<Timestamp>,
}
