//! Messages for entry points.

use crate::dialect::refused;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::executions::{self, Accepted, ExecuteError, NewExecution};
use omni_domain::access::Scope;
use omni_domain::entry_point::{
    CONVERSATION, ENTRY_POINT, EXECUTION, ExecutionStatus, prefixed, unprefixed,
};
use omni_domain::ids::{ConversationId, EntryPointId};
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(crate) struct EntryPointPath {
    /// The entry point's id.
    #[param(example = "entry_point_0194b2c0000070008000000000000001")]
    entry_point_id: String,
}

/// A message.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExecuteBody {
    /// The text. Not empty.
    #[serde(default)]
    #[schema(required = true, example = "Hello, I need help with my order", min_length = 1)]
    message: String,
    /// The conversation that it continues, as an earlier answer named it. Without it a new one
    /// begins.
    #[schema(example = "conv_0194b2c0000070008000000000000002")]
    conversation_id: Option<String>,
}

/// An accepted message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AcceptedView {
    /// Its conversation.
    #[schema(example = "conv_0194b2c0000070008000000000000002")]
    conversation_id: String,
    /// Its execution.
    #[schema(example = "exec_0194b2c0000070008000000000000003")]
    execution_id: String,
    /// Always `queued`.
    #[schema(example = "queued")]
    status: &'static str,
}

impl From<Accepted> for AcceptedView {
    fn from(accepted: Accepted) -> Self {
        Self {
            conversation_id: prefixed(CONVERSATION, accepted.conversation_id.0),
            execution_id: prefixed(EXECUTION, accepted.execution_id.0),
            status: ExecutionStatus::Queued.as_str(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).explains(&[(
    Failure::Invalid,
    "`Invalid entryPointId`, `Entry point has no attendants configured`, `Entry point has no \
     available agent attendant`, `Invalid conversationId`, or an invalid `message`.",
)]);

/// Execute service by connection
///
/// Accepts a message, which an available agent of the entry point answers. The answer is read with
/// the execution's id. A message supersedes earlier ones of its conversation that are not answered.
#[utoipa::path(
    post,
    path = "/entry-points/{entryPointId}/execute",
    tag = "entry-points",
    params(EntryPointPath),
    request_body = ExecuteBody,
    responses((status = 202, body = AcceptedView))
)]
pub(crate) async fn execute_entry_point(
    State(app): State<App>,
    Auth(caller): Auth,
    path: Result<ApiPath<EntryPointPath>, ApiError>,
    ApiJson(body): ApiJson<ExecuteBody>,
) -> Result<(StatusCode, Json<AcceptedView>), ApiError> {
    // A path that is no text names no entry point.
    let ApiPath(path) = path.map_err(|_| error(ExecuteError::UnknownEntryPoint))?;
    if path.entry_point_id.trim().is_empty() {
        return Err(required());
    }
    let new = NewExecution {
        entry_point: unprefixed(ENTRY_POINT, &path.entry_point_id)
            .map(EntryPointId)
            .ok_or_else(|| error(ExecuteError::UnknownEntryPoint))?,
        conversation: body.conversation_id.as_deref().map(conversation).transpose()?,
        message: body.message,
    };
    let accepted = executions::execute(&app, &caller, new).await.map_err(error)?;
    Ok((StatusCode::ACCEPTED, Json(accepted.into())))
}

/// A path with nothing where the id belongs.
pub(crate) async fn execute_nothing() -> ApiError {
    required()
}

fn required() -> ApiError {
    refused("entryPointId is required")
}

fn conversation(text: &str) -> Result<ConversationId, ApiError> {
    let id = unprefixed(CONVERSATION, text).map(ConversationId);
    id.ok_or_else(|| error(ExecuteError::UnknownConversation))
}

fn error(error: ExecuteError) -> ApiError {
    match error {
        ExecuteError::UnknownEntryPoint => refused("Invalid entryPointId"),
        ExecuteError::UnknownConversation => refused("Invalid conversationId"),
        ExecuteError::NoAttendants => refused("Entry point has no attendants configured"),
        ExecuteError::NoneAvailable => refused("Entry point has no available agent attendant"),
        ExecuteError::Empty => refused("message is required"),
        ExecuteError::TooLong { limit } => {
            refused(format!("message must have at most {limit} characters"))
        }
        ExecuteError::App(error) => error.into(),
    }
}
