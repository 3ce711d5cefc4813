use super::ChatIdPath;
use super::views::ReadView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats, messages};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(super) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound]);

/// The SDKs also send the instance's id, which the chat determines: the body is not read.
pub(super) async fn mark_chat_read(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatIdPath>,
) -> Reply<ReadView> {
    let chat = chats::locate(&app, &caller, Scope::MessagesSend, path.id).await?;
    let (instance, id) = (chat.instance_id, chat.id.to_string());
    let at = messages::mark_read(&app, &caller, instance, Some(&id), None).await?;
    Ok(Json(ReadView::new(at, instance, chat.id, None)))
}
