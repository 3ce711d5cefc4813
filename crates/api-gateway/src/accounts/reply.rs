use super::path::require_account;
use crate::account::{Account, AccountId};
use crate::messages::{Outgoing, SendHeaders, SentView, send_by_person};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::SendBody;
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint, IdempotencyKey};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ReplyPath {
    /// The account's id.
    #[param(value_type = String, example = "acc_0194b2c0000070008000000000000001")]
    id: AccountId,
    /// The chat: its id or its address.
    chat_id: String,
}

/// What a person answers.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ReplyRequest {
    #[schema(min_length = 1, example = "Hello!")]
    body: String,
    /// The message to quote: its id.
    quoted: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Reply in chat
///
/// A reply that a person writes, of a dashboard. AI pauses in the chat, as after a message that is written on
/// the account's phone.
#[utoipa::path(
    post,
    path = "/accounts/{id}/chats/{chat_id}/messages",
    tag = "accounts",
    params(ReplyPath, SendHeaders),
    request_body = ReplyRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_reply(
    State(app): State<App>,
    Auth(caller): Auth,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath(path): ApiPath<ReplyPath>,
    ApiJson(body): ApiJson<ReplyRequest>,
) -> Result<Response, ApiError> {
    require_account(&app, &caller, path.id).await?;
    let account = Account { caller, id: path.id.0 };
    let to = Outgoing { to: path.chat_id, quoted: body.quoted, ..Outgoing::default() };
    send_by_person(&app, &account, key, to, SendBody::Text(body.body)).await
}
