use crate::shapes::Time;
use crate::turns::TurnErrorView;
use omni_app::executions::ExecutionDetails;
use omni_domain::entry_point::{CONVERSATION, EXECUTION, prefixed};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A message at an entry point, and the answer to it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExecutionView {
    id: Uuid,
    /// The id by which requests of Wapzi's API name it.
    #[schema(example = "exec_0194b2c0000070008000000000000003")]
    public_id: String,
    /// The conversation's id.
    conversation_id: Uuid,
    /// The address of the conversation's chat, and the id by which Wapzi's API names it.
    #[schema(example = "conv_0194b2c0000070008000000000000002")]
    conversation_public_id: String,
    /// Its number in the conversation, from 1.
    seq: i64,
    /// `queued`, `processing`, `completed`, `failed` or `superseded`.
    #[schema(example = "completed")]
    status: &'static str,
    /// The text of the message; null once it is deleted.
    message: Option<String>,
    /// The agent's text; null unless it is completed.
    response: Option<String>,
    /// Why it failed, or its last attempt did.
    error: Option<TurnErrorView>,
    /// The instance whose agent answers.
    instance_id: Uuid,
    /// The message in the instance's chat.
    message_id: Uuid,
    /// The turn that has the message.
    turn_id: Option<Uuid>,
    created_at: Time,
    /// When a newer one of the conversation replaced it.
    superseded_at: Option<Time>,
    answered_at: Option<Time>,
}

impl ExecutionView {
    pub(super) fn of(details: ExecutionDetails, message: Option<String>) -> Self {
        let ExecutionDetails { execution, status, response, turn } = details;
        let answered_at = turn.as_ref().and_then(|turn| turn.answered_at);
        Self {
            id: execution.id.uuid(),
            public_id: prefixed(EXECUTION, execution.id.uuid()),
            conversation_id: execution.conversation_id.uuid(),
            conversation_public_id: prefixed(CONVERSATION, execution.conversation_id.uuid()),
            seq: execution.seq,
            status: status.as_str(),
            message,
            instance_id: execution.instance_id.uuid(),
            message_id: execution.message_id.uuid(),
            turn_id: turn.as_ref().map(|turn| turn.id.uuid()),
            created_at: execution.created_at.into(),
            superseded_at: execution.superseded_at.map(Time),
            answered_at: answered_at.filter(|_| response.is_some()).map(Time),
            error: turn.and_then(|turn| turn.error).map(TurnErrorView::from),
            response,
        }
    }
}
