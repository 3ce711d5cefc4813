//! Bodies about agents and their turns.

use omni_domain::event::{AgentCancelled, AgentError, AgentPaused, AgentResponse};
use serde_json::{Value, json};

/// The latency is included twice: the first clients read it from the agent's metadata.
pub(super) fn response(response: &AgentResponse) -> Value {
    json!({
        "turnId": response.turn_id,
        "messageId": response.message_id,
        "messages": response.messages,
        "attempts": response.attempts,
        "processingTimeMs": response.processing_ms,
        "agentLatencyMs": response.latency_ms,
        "metadata": {
            "model": response.model,
            "inputTokens": response.input_tokens,
            "outputTokens": response.output_tokens,
            "latencyMs": response.latency_ms,
        },
    })
}

pub(super) fn error(error: &AgentError) -> Value {
    let mut payload = json!({ "turnId": error.turn_id });
    if let Some(message) = error.message_id {
        payload["messageId"] = json!(message);
    }
    payload["error"] = json!(error.error);
    payload["errorCode"] = json!(error.error_code);
    payload["errorStage"] = json!(error.error_stage);
    payload["retryCount"] = json!(error.retry_count);
    payload["willRetry"] = json!(error.will_retry);
    if let Some(millis) = error.processing_ms {
        payload["processingTimeMs"] = json!(millis);
    }
    payload
}

pub(super) fn cancelled(cancelled: &AgentCancelled) -> Value {
    json!({
        "turnId": cancelled.turn_id,
        "chatId": cancelled.chat,
        "reason": cancelled.reason,
        "supersededBy": cancelled.superseded_by,
    })
}

pub(super) fn paused(paused: &AgentPaused) -> Value {
    json!({ "chatId": paused.chat, "until": paused.until, "by": paused.by })
}
