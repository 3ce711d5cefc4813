//! Bodies about media files.

use omni_domain::event::{MediaFailed, MediaProcessed, MediaReceived};
use serde_json::{Value, json};

pub(super) fn received(received: &MediaReceived) -> Value {
    json!({
        "mediaId": received.media_id,
        "messageId": received.message_id,
        "mimeType": received.mime_type,
        "size": received.size,
    })
}

pub(super) fn failed(failed: &MediaFailed) -> Value {
    match failed {
        MediaFailed::Fetch(failure) => json!({
            "mediaId": failure.media_id,
            "messageId": failure.message_id,
            "error": failure.error,
        }),
        MediaFailed::Processing(failure) => json!({
            "mediaId": failure.media_id,
            "messageId": failure.message_id,
            "stage": failure.stage(),
            "processingStatus": failure.processing_status,
            "error": failure.error,
            "batchJobId": failure.batch_job_id,
        }),
    }
}

pub(super) fn processed(processed: &MediaProcessed) -> Value {
    json!({
        "mediaId": processed.media_id,
        "messageId": processed.message_id,
        "result": {
            "type": processed.reading.kind,
            "content": processed.reading.content,
            "language": processed.reading.language,
        },
        "model": processed.model,
        "provider": processed.provider,
        "tokens": processed.tokens,
        "costMicros": processed.cost_micros,
        "processingTimeMs": processed.processing_ms,
        "batchJobId": processed.batch_job_id,
    })
}
