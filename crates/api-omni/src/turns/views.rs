use crate::shapes::Time;
use omni_app::turns::TurnDetails;
use omni_domain::conversation::Chat;
use omni_domain::turn::{ToolCall, Turn, TurnError};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A turn of a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TurnView {
    id: Uuid,
    instance_id: Uuid,
    chat_id: Uuid,
    /// Its chat as it is now. Absent from traces.
    #[serde(skip_serializing_if = "Option::is_none")]
    chat: Option<TurnChatView>,
    person_id: Option<Uuid>,
    /// `collecting`, `waiting_media`, `running`, `awaiting_reply`, `replying`, `done`, `failed`,
    /// `superseded` or `cancelled`.
    #[schema(example = "done")]
    state: &'static str,
    /// Once done: `answered`, `silent` (the agent chose not to answer), `blocked`, `paused`,
    /// `no_agent`, `duplicate` (an older instance is connected as the same account, and answers),
    /// `empty` or `deferred` (the agent announced a late answer, and did not send it in time).
    #[schema(example = "answered")]
    outcome: Option<&'static str>,
    /// Number of requests to the agent.
    attempts: i32,
    /// The id of the conversation at the agent.
    session_id: Option<String>,
    /// The last error.
    error: Option<TurnErrorView>,
    /// The turn that took over its messages.
    superseded_by: Option<Uuid>,
    /// Number of messages in the plan of the answer.
    planned_parts: usize,
    /// Number of messages of the plan that are queued.
    queued_parts: i32,
    agent_latency_ms: Option<i64>,
    /// Addresses of the agent's tool servers that were unreachable when it answered. Absent if there
    /// are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreachable_tools: Vec<String>,
    /// The model that answered, if it is reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_tokens: Option<u64>,
    /// The tools that the built-in agent called, in their order, at most 64. Absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    called_tools: Vec<ToolCallView>,
    /// When the debounce ends.
    due_at: Time,
    /// When the debounce ends at the latest.
    latest_due_at: Time,
    /// Until when the turn waits for files.
    media_due_at: Option<Time>,
    created_at: Time,
    collected_at: Option<Time>,
    asked_at: Option<Time>,
    answered_at: Option<Time>,
    ended_at: Option<Time>,
    updated_at: Time,
}

/// The chat of a turn.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TurnChatView {
    /// The channel's address of the chat.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    external_id: String,
    name: Option<String>,
}

/// A tool that was called.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ToolCallView {
    name: String,
    /// It failed; the model was given the reason.
    failed: bool,
    /// Milliseconds.
    latency_ms: u64,
}

impl From<ToolCall> for ToolCallView {
    fn from(call: ToolCall) -> Self {
        Self { name: call.name, failed: call.failed, latency_ms: call.latency_ms }
    }
}

/// Why a turn or its last attempt failed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TurnErrorView {
    /// `prepare`, `agent_request`, `agent_response` or `channel_send`.
    #[schema(example = "agent_request")]
    stage: &'static str,
    #[schema(example = "agent_timeout")]
    code: String,
    message: String,
}

impl From<TurnError> for TurnErrorView {
    fn from(error: TurnError) -> Self {
        Self { stage: error.stage.as_str(), code: error.code, message: error.message }
    }
}

impl From<Turn> for TurnView {
    fn from(turn: Turn) -> Self {
        let plan = turn.reply.unwrap_or_default();
        Self {
            id: turn.id.uuid(),
            instance_id: turn.instance_id.uuid(),
            chat_id: turn.chat_id.uuid(),
            chat: None,
            person_id: turn.person_id.map(omni_domain::PersonId::uuid),
            state: turn.state.as_str(),
            outcome: turn.outcome.map(omni_domain::turn::TurnOutcome::as_str),
            attempts: turn.attempts,
            session_id: turn.session_id,
            error: turn.error.map(TurnErrorView::from),
            superseded_by: turn.superseded_by.map(omni_domain::TurnId::uuid),
            planned_parts: plan.parts.len(),
            unreachable_tools: plan.unreachable_tools,
            model: plan.model,
            input_tokens: plan.input_tokens,
            output_tokens: plan.output_tokens,
            called_tools: plan.called_tools.into_iter().map(ToolCallView::from).collect(),
            queued_parts: turn.queued_parts,
            agent_latency_ms: turn.agent_latency_ms,
            due_at: turn.due_at.into(),
            latest_due_at: turn.latest_due_at.into(),
            media_due_at: turn.media_due_at.map(Time),
            created_at: turn.created_at.into(),
            collected_at: turn.collected_at.map(Time),
            asked_at: turn.asked_at.map(Time),
            answered_at: turn.answered_at.map(Time),
            ended_at: turn.ended_at.map(Time),
            updated_at: turn.updated_at.into(),
        }
    }
}

impl TurnView {
    /// A turn that is read by itself, and so with its chat.
    pub(super) fn in_chat(turn: Turn, chat: Option<&Chat>) -> Self {
        let chat = chat.map(|chat| TurnChatView {
            external_id: chat.address.id.clone(),
            name: chat.name.clone(),
        });
        Self { chat, ..Self::from(turn) }
    }
}

/// A turn with its messages.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TurnDetailsView {
    #[serde(flatten)]
    turn: TurnView,
    /// Its messages.
    message_ids: Vec<Uuid>,
    /// The messages of its answer that are queued, in order.
    reply_message_ids: Vec<Uuid>,
    /// What its tokens cost, by the setting `agents.prices`; `null` without tokens, or without a price of
    /// the model.
    #[schema(example = 0.000_32)]
    cost: Option<f64>,
}

impl From<TurnDetails> for TurnDetailsView {
    fn from(details: TurnDetails) -> Self {
        Self {
            turn: TurnView::in_chat(details.turn, details.chat.as_ref()),
            message_ids: details.messages.into_iter().map(omni_domain::MessageId::uuid).collect(),
            reply_message_ids: details
                .replies
                .into_iter()
                .map(omni_domain::MessageId::uuid)
                .collect(),
            cost: details.cost,
        }
    }
}
