use super::path::MessagePath;
use super::send::{Outgoing, SendHeaders, SentView, send};
use crate::account::{Account, AccountQuery};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::{ForwardMessage, SendBody};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Endpoint, IdempotencyKey};
use serde::Deserialize;
use utoipa::ToSchema;

/// Where a message is forwarded to.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ForwardRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).with_files();

/// Forward message
#[utoipa::path(
    post,
    path = "/messages/{id}",
    tag = "messages",
    params(MessagePath, AccountQuery, SendHeaders),
    request_body = ForwardRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn forward_message(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath(path): ApiPath<MessagePath>,
    ApiJson(body): ApiJson<ForwardRequest>,
) -> Result<Response, ApiError> {
    let forward = ForwardMessage { message: path.id, chat: None };
    let outgoing = Outgoing { to: body.to, ..Outgoing::default() };
    send(&app, &account, key, outgoing, SendBody::Forward(forward)).await
}
