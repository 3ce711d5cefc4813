//! Bodies about agents and their turns.

use omni_domain::event::{
    AgentCancelled, AgentChanged, AgentDeployment, AgentError, AgentPaused, AgentReplied,
    AgentResponse, TurnChanged,
};
use omni_domain::ids::{MessageId, TurnId};
use serde::Serialize;
use serde_json::{Value, json};

/// The latency is included twice: the first clients read it from the agent's metadata.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResponsePayload {
    turn_id: Option<TurnId>,
    message_id: MessageId,
    messages: u64,
    attempts: i32,
    processing_time_ms: Option<u64>,
    agent_latency_ms: u64,
    metadata: Metadata,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    model: Option<String>,
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    latency_ms: u64,
}

impl From<AgentResponse> for ResponsePayload {
    fn from(response: AgentResponse) -> Self {
        Self {
            turn_id: response.turn_id,
            message_id: response.message_id,
            messages: response.messages,
            attempts: response.attempts,
            processing_time_ms: response.processing_ms,
            agent_latency_ms: response.latency_ms,
            metadata: Metadata {
                model: response.model,
                input_tokens: response.input_tokens,
                output_tokens: response.output_tokens,
                latency_ms: response.latency_ms,
            },
        }
    }
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

pub(super) fn replied(replied: &AgentReplied) -> Value {
    json!({ "turnId": replied.turn_id, "chatId": replied.chat, "messages": replied.messages })
}

pub(super) fn cancelled(cancelled: &AgentCancelled) -> Value {
    json!({
        "turnId": cancelled.turn_id,
        "chatId": cancelled.chat,
        "reason": cancelled.reason,
        "supersededBy": cancelled.superseded_by,
    })
}

pub(super) fn turn(changed: &TurnChanged) -> Value {
    json!({
        "turnId": changed.turn_id,
        "chatId": changed.chat,
        "state": changed.state,
        "outcome": changed.outcome,
        "supersededBy": changed.superseded_by,
    })
}

pub(super) fn paused(paused: &AgentPaused) -> Value {
    json!({ "chatId": paused.chat, "until": paused.until, "by": paused.by })
}

pub(super) fn changed(changed: &AgentChanged) -> Value {
    json!({
        "agentId": changed.agent_id,
        "name": changed.name,
        "version": changed.version,
        "instanceId": changed.instance_id,
        "changedBy": changed.changed_by,
    })
}

pub(super) fn deployment(deployment: &AgentDeployment) -> Value {
    json!({
        "agentId": deployment.agent_id,
        "name": deployment.name,
        "instanceId": deployment.instance_id,
        "changedBy": deployment.changed_by,
    })
}
