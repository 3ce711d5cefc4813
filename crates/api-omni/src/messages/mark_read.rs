use super::path::MessagePath;
use crate::chats::MarkedReadView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound]);

/// Mark message as read
///
/// This message alone: others of its chat stay unread.
#[utoipa::path(
    patch,
    path = "/instances/{id}/messages/{messageId}/mark-read",
    tag = "messages",
    params(MessagePath),
    responses((status = 200, body = MarkedReadView))
)]
pub(crate) async fn mark_message_read(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<MessagePath>,
) -> Reply<MarkedReadView> {
    let at = messages::mark_message_read(&app, &caller, path.id, &path.message_id).await?;
    Ok(Json(at.into()))
}
