use super::path::{MessagePath, find};
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::messages::SendReaction;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A reaction.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ReactionRequest {
    /// One emoji.
    #[schema(min_length = 1, example = "👍")]
    emoji: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// React to message
#[utoipa::path(
    put,
    path = "/messages/{id}/reaction",
    tag = "messages",
    params(MessagePath, AccountQuery),
    request_body = ReactionRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn react_to_message(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MessagePath>,
    ApiJson(body): ApiJson<ReactionRequest>,
) -> Reply<Success> {
    react(&app, &account, &path, body.emoji).await
}

/// Remove reaction
#[utoipa::path(
    delete,
    path = "/messages/{id}/reaction",
    tag = "messages",
    params(MessagePath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn remove_reaction(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MessagePath>,
) -> Reply<Success> {
    react(&app, &account, &path, String::new()).await
}

async fn react(
    app: &App,
    account: &Account,
    path: &MessagePath,
    emoji: String,
) -> Result<axum::Json<Success>, ApiError> {
    let message = find(app, account, Scope::MessagesSend, path).await?;
    let reaction = SendReaction {
        instance_id: account.id,
        to: message.chat_id.to_string(),
        message_id: message.id.to_string(),
        emoji,
    };
    messages::react(app, &account.caller, reaction).await?;
    Ok(Success::reply())
}
