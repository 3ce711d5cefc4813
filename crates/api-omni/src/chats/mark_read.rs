use super::ChatPath;
use crate::failures::FAILURES;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// The chat or message is marked as read.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MarkedReadView {
    #[schema(example = true)]
    success: bool,
    marked_at: Time,
}

impl From<Timestamp> for MarkedReadView {
    fn from(at: Timestamp) -> Self {
        Self { success: true, marked_at: at.into() }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Mark chat as read
///
/// Its messages, here and for their senders. A chat that is marked as unread loses the mark on all devices
/// of the account, which the network has to accept; while the instance is not connected, that mark stays,
/// and the messages are read all the same.
#[utoipa::path(
    patch,
    path = "/instances/{id}/chats/{chatId}/mark-read",
    tag = "chats",
    params(ChatPath),
    responses((status = 200, body = MarkedReadView))
)]
pub(crate) async fn mark_chat_read(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
) -> Reply<MarkedReadView> {
    let at = account_state::read_chat(&app, &caller, path.id, &path.chat_id).await?;
    Ok(Json(at.into()))
}
