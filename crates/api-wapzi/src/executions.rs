//! Results of messages.

use crate::dialect::refused;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::executions::{self, ExecutionDetails};
use omni_domain::access::Scope;
use omni_domain::entry_point::{CONVERSATION, EXECUTION, prefixed, unprefixed};
use omni_domain::ids::ExecutionId;
use omni_http::{ApiError, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(crate) struct ExecutionPath {
    /// The execution's id.
    #[param(example = "exec_0194b2c0000070008000000000000003")]
    execution_id: String,
}

/// An execution.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExecutionView {
    /// Its conversation.
    #[schema(example = "conv_0194b2c0000070008000000000000002")]
    conversation_id: String,
    /// Its id.
    #[schema(example = "exec_0194b2c0000070008000000000000003")]
    execution_id: String,
    /// `queued`, `processing`, `completed`, `failed` or `superseded`.
    #[schema(example = "completed")]
    status: &'static str,
    /// The agent's text; null unless it is completed.
    #[schema(required = true, example = "Hello! I can help with the order status.")]
    response: Option<String>,
}

impl From<ExecutionDetails> for ExecutionView {
    fn from(details: ExecutionDetails) -> Self {
        Self {
            conversation_id: prefixed(CONVERSATION, details.execution.conversation_id.0),
            execution_id: prefixed(EXECUTION, details.execution.id.0),
            status: details.status.as_str(),
            response: details.response,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead)
    .explains(&[(Failure::Invalid, "`Invalid executionId for this account`.")]);

/// Check execution
///
/// The state of a message, and its answer once there is one.
#[utoipa::path(
    get,
    path = "/executions/{executionId}",
    tag = "executions",
    params(ExecutionPath),
    responses((status = 200, body = ExecutionView))
)]
pub(crate) async fn get_execution(
    State(app): State<App>,
    Auth(caller): Auth,
    path: Result<ApiPath<ExecutionPath>, ApiError>,
) -> Result<Json<ExecutionView>, ApiError> {
    let unknown = || refused("Invalid executionId for this account");
    let ApiPath(path) = path.map_err(|_| unknown())?;
    let id = unprefixed(EXECUTION, &path.execution_id).map(ExecutionId).ok_or_else(unknown)?;
    let found = executions::get(&app, &caller, id).await?.ok_or_else(unknown)?;
    Ok(Json(found.into()))
}
