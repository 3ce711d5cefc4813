use crate::shapes::Time;
use omni_domain::batch::{BatchConfig, BatchItemError, BatchJob};
use omni_domain::content::MediaKind;
use omni_domain::ids::{InstanceId, MediaId};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A batch job.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BatchJobView {
    id: Uuid,
    #[serde(rename = "type")]
    #[schema(example = "media_reprocess")]
    kind: &'static str,
    /// Null is all instances.
    instance_id: Option<Uuid>,
    /// `pending`, `running`, `completed`, `failed` or `cancelled`.
    #[schema(example = "running")]
    status: &'static str,
    config: BatchConfigView,
    /// Number of files when the job was created.
    total_items: u64,
    /// Files with a new result.
    processed_items: u64,
    failed_items: u64,
    /// Files that already have a result or that are unsupported.
    skipped_items: u64,
    /// The file in progress.
    current_item: Option<Uuid>,
    /// 0 to 100.
    progress_percent: u8,
    /// US dollars, by the server's price lists.
    total_cost_usd: f64,
    total_tokens: u64,
    /// Why the job failed.
    error_message: Option<String>,
    /// The first hundred failures.
    errors: Vec<BatchErrorView>,
    created_at: Time,
    started_at: Option<Time>,
    completed_at: Option<Time>,
}

/// The files that a batch job processes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BatchConfigView {
    instance_id: Option<Uuid>,
    since: Option<Time>,
    until: Option<Time>,
    #[schema(example = json!(["audio", "image"]))]
    media_types: Vec<&'static str>,
    overwrite: bool,
}

/// Why a file failed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BatchErrorView {
    /// The file.
    item_id: Uuid,
    error: String,
}

impl From<BatchItemError> for BatchErrorView {
    fn from(error: BatchItemError) -> Self {
        Self { item_id: error.item_id.uuid(), error: error.error }
    }
}

impl From<BatchConfig> for BatchConfigView {
    fn from(config: BatchConfig) -> Self {
        Self {
            instance_id: config.instance_id.map(InstanceId::uuid),
            since: config.since.map(Time),
            until: config.until.map(Time),
            media_types: config.media_types.into_iter().map(MediaKind::as_str).collect(),
            overwrite: config.overwrite,
        }
    }
}

impl From<BatchJob> for BatchJobView {
    fn from(job: BatchJob) -> Self {
        let progress_percent = percent(&job);
        let progress = job.progress;
        Self {
            id: job.id.uuid(),
            kind: job.kind.as_str(),
            instance_id: job.config.instance_id.map(InstanceId::uuid),
            status: job.status.as_str(),
            config: job.config.into(),
            total_items: job.total,
            processed_items: progress.processed,
            failed_items: progress.failed,
            skipped_items: progress.skipped,
            current_item: job.current.map(MediaId::uuid),
            progress_percent,
            total_cost_usd: dollars(progress.cost_micros),
            total_tokens: progress.tokens,
            error_message: job.error,
            errors: progress.errors.into_iter().map(BatchErrorView::from).collect(),
            created_at: job.created_at.into(),
            started_at: job.started_at.map(Time),
            completed_at: job.completed_at.map(Time),
        }
    }
}

fn percent(job: &BatchJob) -> u8 {
    let progress = &job.progress;
    let done = progress.processed + progress.failed + progress.skipped;
    if job.status == omni_domain::batch::BatchStatus::Completed {
        return 100;
    }
    let percent = done.saturating_mul(100).checked_div(job.total).unwrap_or(0);
    u8::try_from(percent.min(100)).unwrap_or(100)
}

#[expect(clippy::cast_precision_loss, reason = "2^53 millionths are nine billion dollars")]
pub(super) fn dollars(micros: u64) -> f64 {
    micros as f64 / 1_000_000.0
}
