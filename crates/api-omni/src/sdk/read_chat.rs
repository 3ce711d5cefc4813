use super::ChatIdPath;
use super::views::ReadView;
use crate::failures::FAILURES;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state, chats};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};

pub(super) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// The SDKs also send the instance's id, which the chat determines: the body is not read.
pub(super) async fn mark_chat_read(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatIdPath>,
) -> Reply<ReadView> {
    let chat = chats::locate(&app, &caller, Scope::MessagesSend, path.id).await?;
    let (instance, id) = (chat.instance_id, chat.id.to_string());
    let at = account_state::read_chat(&app, &caller, instance, &id).await?;
    Ok(Json(ReadView::new(at, instance, chat.id, None)))
}
