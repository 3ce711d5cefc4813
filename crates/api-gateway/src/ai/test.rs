use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::ai_layers::{self, TestChat, TestReply};
use omni_domain::access::Scope;
use omni_http::{ApiJson, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A question to the account's AI.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TestAiRequest {
    #[schema(min_length = 1, example = "What are your opening hours?")]
    message: String,
    /// The chat whose prompt and last 20 messages it is given.
    chat_id: Option<String>,
    /// Send the answer to `chat_id`.
    #[serde(default)]
    send_to_chat: bool,
}

/// What answering took, as far as the provider reports it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageView {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
}

/// The answer of a test.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TestAiView {
    reply: String,
    model: Option<String>,
    usage: UsageView,
    /// Whether it was sent to the chat.
    sent: bool,
    /// The message that it was sent as.
    message_id: Option<Uuid>,
}

impl From<TestReply> for TestAiView {
    fn from(test: TestReply) -> Self {
        let message_id = test.message.map(|message| message.id.uuid());
        Self {
            reply: test.reply.text,
            model: test.model,
            usage: UsageView {
                prompt_tokens: test.reply.input_tokens,
                completion_tokens: test.reply.output_tokens,
            },
            sent: message_id.is_some(),
            message_id,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(&[
    Failure::AiNotConfigured,
    Failure::AgentFailed,
    Failure::AgentUnavailable,
    Failure::AgentTimeout,
]);

/// Test AI
///
/// Asks the account's AI as the chat would be answered, whatever is switched off. Nothing is sent
/// without `send_to_chat`.
#[utoipa::path(
    post,
    path = "/ai/chat/test",
    tag = "ai",
    params(AccountQuery),
    request_body = TestAiRequest,
    responses((status = 200, body = TestAiView))
)]
pub(crate) async fn test_ai(
    State(app): State<App>,
    account: Account,
    ApiJson(body): ApiJson<TestAiRequest>,
) -> Reply<TestAiView> {
    let test = TestChat { message: body.message, chat: body.chat_id, send: body.send_to_chat };
    Ok(Json(ai_layers::test(&app, &account.caller, account.id, test).await?.into()))
}
