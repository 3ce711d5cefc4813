use super::MessageIdPath;
use super::views::ReadView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(super) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound]);

/// The SDKs also send the instance's id, which the message determines: the body is not read.
pub(super) async fn mark_message_read(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<MessageIdPath>,
) -> Reply<ReadView> {
    let message = messages::get(&app, &caller, Scope::MessagesSend, path.id).await?;
    let (instance, id) = (message.instance_id, message.id.to_string());
    let at = messages::mark_message_read(&app, &caller, instance, &id).await?;
    Ok(Json(ReadView::new(at, instance, message.chat_id, Some(message.id))))
}
