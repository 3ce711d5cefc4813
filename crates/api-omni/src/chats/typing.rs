use super::ChatPath;
use crate::failures::FAILURES_OF_PEOPLE;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::messages::{ShowTyping, TypingState};
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// What the other side of a chat sees.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ShowTypingRequest {
    #[serde(rename = "type")]
    kind: TypingKind,
}

/// "typing…", "recording audio…", or neither. Read from a string, for errors that name the field.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String", rename_all = "lowercase")]
#[schema(rename_all = "lowercase")]
enum TypingKind {
    Typing,
    Recording,
    Paused,
}

impl TryFrom<String> for TypingKind {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "typing" => Ok(Self::Typing),
            "recording" => Ok(Self::Recording),
            "paused" => Ok(Self::Paused),
            _ => Err("expected `typing`, `recording` or `paused`".to_owned()),
        }
    }
}

impl From<TypingKind> for TypingState {
    fn from(kind: TypingKind) -> Self {
        match kind {
            TypingKind::Typing => Self::Typing,
            TypingKind::Recording => Self::Recording,
            TypingKind::Paused => Self::Paused,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(FAILURES_OF_PEOPLE);

/// Show typing
///
/// Phones hide it by themselves after 10 to 25 seconds: repeat it every 8 while it goes on, and end it
/// with `paused`. A message that is sent ends it, too.
#[utoipa::path(
    put,
    path = "/instances/{id}/chats/{chatId}/typing",
    tag = "chats",
    params(ChatPath),
    request_body = ShowTypingRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn show_chat_typing(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
    ApiJson(body): ApiJson<ShowTypingRequest>,
) -> Reply<Success> {
    let request =
        ShowTyping { instance_id: path.id, to: path.chat_id, state: body.kind.into(), time: None };
    messages::show_typing(&app, &caller, request).await?;
    Ok(Success::reply())
}
