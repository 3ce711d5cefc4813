use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::messages::{ShowTyping, TypingState};
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// How long the original shows it, milliseconds.
const DEFAULT_MS: u64 = 5000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendPresenceRequest {
    instance_id: InstanceId,
    to: String,
    /// `typing`, `recording` or `paused`.
    #[serde(rename = "type")]
    kind: String,
    /// Milliseconds.
    duration: Option<u64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PresenceView {
    instance_id: Uuid,
    /// The channel's address of the chat.
    chat_id: String,
    #[serde(rename = "type")]
    kind: String,
    duration: u64,
}

pub(super) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(&[
    Failure::NotFound,
    Failure::NotConnected,
    Failure::RecipientNotOnChannel,
    Failure::NotSupported,
]);

pub(super) async fn send_presence(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<SendPresenceRequest>,
) -> Reply<PresenceView> {
    let state = match body.kind.as_str() {
        "typing" => TypingState::Typing,
        "recording" => TypingState::Recording,
        "paused" => TypingState::Paused,
        _ => return Err(ApiError::invalid("type", "expected `typing`, `recording` or `paused`")),
    };
    let duration = match state {
        TypingState::Paused => 0,
        TypingState::Typing | TypingState::Recording => body.duration.unwrap_or(DEFAULT_MS),
    };
    let request = ShowTyping {
        instance_id: body.instance_id,
        to: body.to,
        state: if duration == 0 { TypingState::Paused } else { state },
        time: Some(Duration::from_millis(duration)),
    };
    let chat_id = messages::show_typing(&app, &caller, request).await?;
    let instance_id = body.instance_id.uuid();
    Ok(Json(PresenceView { instance_id, chat_id, kind: body.kind, duration }))
}
