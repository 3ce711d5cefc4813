use super::views::ChatView;
use crate::failures::FAILURES;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(crate) struct ChatLabelPath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    id: InstanceId,
    /// The chat: its internal id or an address of it (`5511999998888@s.whatsapp.net`).
    chat_id: String,
    /// The label's id.
    label_id: String,
}

pub(crate) const ADD_ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);
pub(crate) const REMOVE_ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Label chat
///
/// Gives the chat a label, on all devices of the account; here alone where the channel has no labels.
#[utoipa::path(
    put,
    path = "/instances/{id}/chats/{chatId}/labels/{labelId}",
    tag = "labels",
    params(ChatLabelPath),
    responses((status = 200, body = ChatView))
)]
pub(crate) async fn add_chat_label(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatLabelPath>,
) -> Reply<ChatView> {
    change(&app, &caller, &path, true).await
}

/// Unlabel chat
///
/// Takes a label away from the chat, on all devices of the account; here alone where the channel has no
/// labels.
#[utoipa::path(
    delete,
    path = "/instances/{id}/chats/{chatId}/labels/{labelId}",
    tag = "labels",
    params(ChatLabelPath),
    responses((status = 200, body = ChatView))
)]
pub(crate) async fn remove_chat_label(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatLabelPath>,
) -> Reply<ChatView> {
    change(&app, &caller, &path, false).await
}

async fn change(
    app: &App,
    caller: &omni_app::Caller,
    path: &ChatLabelPath,
    on: bool,
) -> Reply<ChatView> {
    let (chat, label) = (&path.chat_id, &path.label_id);
    let chat = account_state::label_chat(app, caller, path.id, chat, label, on).await?;
    Ok(Json(chat.into()))
}
