//! Bodies about long work: batch jobs and syncs.

use crate::batch::{BatchJob, BatchKind, BatchStatus};
use crate::ids::{BatchJobId, InstanceId, SyncId};
use crate::sync::{SyncJob, SyncStage, SyncStatus};
use serde::{Deserialize, Serialize};

/// A batch job was created, began or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchJobChanged {
    /// The batch job.
    pub batch_job_id: BatchJobId,
    /// What it does.
    pub kind: BatchKind,
    /// The instance that it works on; `None` is all.
    pub instance_id: Option<InstanceId>,
    /// Its state from now on.
    pub status: BatchStatus,
    /// Number of items when it was created.
    pub total: u64,
    /// Items with a new result.
    pub processed: u64,
    /// Items that failed.
    pub failed: u64,
    /// Items that were left out.
    pub skipped: u64,
    /// Why it was given up.
    pub error: Option<String>,
}

impl BatchJobChanged {
    /// The state of a batch job.
    pub fn of(job: &BatchJob) -> Self {
        Self {
            batch_job_id: job.id,
            kind: job.kind,
            instance_id: job.config.instance_id,
            status: job.status,
            total: job.total,
            processed: job.progress.processed,
            failed: job.progress.failed,
            skipped: job.progress.skipped,
            error: job.error.clone(),
        }
    }
}

/// A sync began or ended, or made progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncReport {
    /// The sync.
    pub sync_id: SyncId,
    /// Its instance.
    pub instance_id: InstanceId,
    /// Its state from now on.
    pub status: SyncStatus,
    /// Its stage.
    pub stage: SyncStage,
    /// Processed in the stage.
    pub current: i64,
    /// Of this many.
    pub total: i64,
    /// Contacts that the network reported.
    pub contacts: i64,
    /// Chats that the network reported.
    pub chats: i64,
    /// Messages that were stored.
    pub messages: i64,
    /// Why it failed.
    pub error: Option<String>,
}

impl SyncReport {
    /// The state of a sync.
    pub fn of(sync: &SyncJob) -> Self {
        Self {
            sync_id: sync.id,
            instance_id: sync.instance_id,
            status: sync.status,
            stage: sync.stage,
            current: sync.progress.current,
            total: sync.progress.total,
            contacts: sync.counts.contacts,
            chats: sync.counts.chats,
            messages: sync.counts.messages,
            error: sync.error.clone(),
        }
    }
}
