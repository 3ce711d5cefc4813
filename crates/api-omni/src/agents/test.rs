use super::documents::PassageView;
use super::path::AgentPath;
use super::requests::AgentConfigRequest;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::ai_layers::{self, AgentTest, AgentTestReply, CalledTool, TestMessage};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A conversation with an agent.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TestAgentRequest {
    /// Oldest first; the last one is the user's, and is answered.
    #[schema(min_items = 1, max_items = 100)]
    messages: Vec<TestMessageBody>,
    /// Changes that are not stored: the agent is asked as if they were. Secrets that are not given
    /// are sent only to the addresses that they are stored for.
    #[serde(default)]
    agent: AgentConfigRequest,
    /// Identifies the conversation, for agents with a memory of their own; absent, it is a new one.
    session_id: Option<Uuid>,
}

/// A message of a test.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TestMessageBody {
    /// `user`, or `assistant` for an earlier answer.
    #[schema(value_type = String, example = "user")]
    role: TestRole,
    #[schema(min_length = 1, max_length = 32_000, example = "Are you open today?")]
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum TestRole {
    User,
    Assistant,
}

/// The agent's answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestAgentView {
    /// Empty if the agent gives no answer.
    text: String,
    /// The model that answered, if it is reported.
    model: Option<String>,
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    /// Milliseconds from the request to the last byte.
    latency_ms: u64,
    /// The tools that the built-in agent called, in their order.
    tools: Vec<CalledToolView>,
    /// Addresses of tool servers that could not be reached.
    unreachable_tools: Vec<String>,
    /// The passages of its documents that the agent was given, best first.
    passages: Vec<PassageView>,
}

/// A tool that was called.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CalledToolView {
    name: String,
    /// It failed; the model was given the reason.
    failed: bool,
    /// Milliseconds.
    latency_ms: u64,
}

fn millis(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl From<AgentTestReply> for TestAgentView {
    fn from(AgentTestReply { reply, passages }: AgentTestReply) -> Self {
        Self {
            text: reply.text,
            model: reply.model,
            input_tokens: reply.input_tokens,
            output_tokens: reply.output_tokens,
            latency_ms: millis(reply.latency),
            tools: reply.called_tools.into_iter().map(Into::into).collect(),
            unreachable_tools: reply.unreachable_tools,
            passages: passages.into_iter().map(|passage| PassageView::of(passage.into())).collect(),
        }
    }
}

impl From<CalledTool> for CalledToolView {
    fn from(tool: CalledTool) -> Self {
        Self { name: tool.name, failed: tool.failed, latency_ms: millis(tool.latency) }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite).fails(&[
    Failure::NotFound,
    Failure::AiNotConfigured,
    Failure::AgentFailed,
    Failure::AgentUnavailable,
    Failure::AgentTimeout,
    Failure::NotSupported,
]);

/// Test agent
///
/// Asks the agent as a turn would, for 50 seconds at most. Nothing is stored, and nothing is sent to a
/// network; its tools are called.
#[utoipa::path(
    post,
    path = "/agents/{id}/test",
    tag = "agents",
    params(AgentPath),
    request_body = TestAgentRequest,
    responses((status = 200, body = TestAgentView))
)]
pub(crate) async fn test_agent(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AgentPath>,
    ApiJson(body): ApiJson<TestAgentRequest>,
) -> Reply<TestAgentView> {
    let message = |message: TestMessageBody| TestMessage {
        from_person: message.role == TestRole::User,
        text: message.text,
    };
    let test = AgentTest {
        draft: body.agent.into_patch()?,
        messages: body.messages.into_iter().map(message).collect(),
        session: body.session_id,
    };
    Ok(Json(ai_layers::test_agent(&app, &caller, path.id, test).await?.into()))
}
