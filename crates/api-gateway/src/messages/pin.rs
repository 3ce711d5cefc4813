use super::path::{MessagePath, find};
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Endpoint, OptionalJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// For how long a message is pinned.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PinRequest {
    /// `day`, `week` or `month` (thirty days).
    #[schema(example = "week", default = "week")]
    time: Option<String>,
}

impl PinRequest {
    fn seconds(&self) -> Result<u32, ApiError> {
        match self.time.as_deref().unwrap_or("week") {
            "day" => Ok(86_400),
            "week" => Ok(604_800),
            "month" => Ok(2_592_000),
            _ => Err(ApiError::invalid("time", "expected day, week or month")),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Pin message
///
/// For all participants of its chat. Durably queued behind what is sent in the chat.
#[utoipa::path(
    post,
    path = "/messages/{id}/pin",
    tag = "messages",
    params(MessagePath, AccountQuery),
    request_body = Option<PinRequest>,
    responses((status = 200, body = Success))
)]
pub(crate) async fn pin_message(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MessagePath>,
    OptionalJson(body): OptionalJson<PinRequest>,
) -> Reply<Success> {
    let seconds = body.unwrap_or(PinRequest { time: None }).seconds()?;
    let message = find(&app, &account, Scope::MessagesSend, &path).await?;
    messages::pin(&app, &account.caller, message.id, seconds).await?;
    Ok(Success::reply())
}

/// Unpin message
#[utoipa::path(
    delete,
    path = "/messages/{id}/pin",
    tag = "messages",
    params(MessagePath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn unpin_message(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MessagePath>,
) -> Reply<Success> {
    let message = find(&app, &account, Scope::MessagesSend, &path).await?;
    messages::unpin(&app, &account.caller, message.id).await?;
    Ok(Success::reply())
}
