use crate::account::AccountId;
use crate::accounts::require_account;
use crate::shapes::{DatabaseList, ListView, PageParams, Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::ai_layers::{self, AiLogEntry};
use omni_app::turns::TurnQuery;
use omni_domain::access::Scope;
use omni_domain::ids::MessageId;
use omni_http::{ApiQuery, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

const PAGES: DatabaseList = DatabaseList("ai_logs");

/// The outcome of messages that AI was to answer. What the model was sent is not kept: it is the system prompt
/// with the last messages of the chat, which can be read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AiLogView {
    id: Uuid,
    account_id: AccountId,
    /// The chat's address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    chat_id: Option<String>,
    /// The last message it is about.
    message_id: Option<Uuid>,
    /// `generated`, `sent`, `failed` or `skipped`.
    #[schema(example = "skipped")]
    status: &'static str,
    /// Why, unless it was sent.
    #[schema(example = "no API key configured")]
    reason: Option<String>,
    /// The answer.
    reply: Option<String>,
    /// The messages that it was sent as.
    reply_message_ids: Vec<Uuid>,
    model: Option<String>,
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    latency_ms: Option<i64>,
    created_at: Time,
}

impl From<AiLogEntry> for AiLogView {
    fn from(entry: AiLogEntry) -> Self {
        let AiLogEntry { turn, chat, status, reason, message_id, replies } = entry;
        let plan = turn.reply.unwrap_or_default();
        Self {
            id: turn.id.uuid(),
            account_id: AccountId(turn.instance_id),
            chat_id: chat,
            message_id: message_id.map(MessageId::uuid),
            status: status.as_str(),
            reason,
            reply: plan.text(),
            reply_message_ids: replies.iter().map(|id| id.uuid()).collect(),
            model: plan.model,
            input_tokens: plan.input_tokens,
            output_tokens: plan.output_tokens,
            latency_ms: turn.agent_latency_ms,
            created_at: turn.created_at.into(),
        }
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogFilter {
    /// Only of this account.
    #[param(value_type = Option<String>)]
    account_id: Option<AccountId>,
    /// Only of this chat of the account: its id, its address, or the digits of a number.
    chat_id: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// List AI log
///
/// The newest first.
#[utoipa::path(
    get,
    path = "/ai/logs",
    tag = "ai",
    params(LogFilter, PageParams),
    responses((status = 200, body = ListView<AiLogView>))
)]
pub(crate) async fn list_ai_logs(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(filter): ApiQuery<LogFilter>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<AiLogView>> {
    let page = PAGES.request(&params)?;
    if let Some(account) = filter.account_id {
        require_account(&app, &caller, account).await?;
    }
    let query = TurnQuery {
        instance_id: filter.account_id.map(|id| id.0),
        chat: filter.chat_id,
        ..TurnQuery::default()
    };
    let page = ai_layers::log(&app, &caller, query, page).await?;
    Ok(Json(PAGES.page(page, AiLogView::from)))
}
