use super::ChatPath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, messages};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
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

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound, Failure::NotSupported]);

/// Mark chat as read
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
    let at = messages::mark_read(&app, &caller, path.id, Some(&path.chat_id), None).await?;
    Ok(Json(at.into()))
}
