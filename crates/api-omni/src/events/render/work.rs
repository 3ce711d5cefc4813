use omni_domain::event::{BatchJobChanged, SyncReport};
use serde_json::{Value, json};

pub(super) fn batch_job(changed: &BatchJobChanged) -> Value {
    json!({
        "batchJobId": changed.batch_job_id,
        "type": changed.kind,
        "instanceId": changed.instance_id,
        "status": changed.status,
        "totalItems": changed.total,
        "processedItems": changed.processed,
        "failedItems": changed.failed,
        "skippedItems": changed.skipped,
        "error": changed.error,
    })
}

pub(super) fn sync(report: &SyncReport) -> Value {
    json!({
        "jobId": report.sync_id,
        "instanceId": report.instance_id,
        "status": report.status,
        "stage": report.stage,
        "current": report.current,
        "total": report.total,
        "contacts": report.contacts,
        "chats": report.chats,
        "messages": report.messages,
        "error": report.error,
    })
}
