use super::path::ChatPath;
use super::views::ChatView;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::account_state::{self, ChatPatch};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// Whether a chat is put away.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ArchiveRequest {
    archive: bool,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Archive chat
///
/// On all devices of the account; `false` brings it back.
#[utoipa::path(
    post,
    path = "/chats/{id}",
    tag = "chats",
    params(ChatPath, AccountQuery),
    request_body = ArchiveRequest,
    responses((status = 200, body = ChatView))
)]
pub(crate) async fn archive_chat(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChatPath>,
    ApiJson(body): ApiJson<ArchiveRequest>,
) -> Reply<ChatView> {
    let patch = ChatPatch {
        archived: Some(body.archive),
        pinned: None,
        mute: None,
        marked_unread: None,
        disappearing_seconds: None,
    };
    let Account { caller, id } = account;
    let chat = account_state::update_chat(&app, &caller, id, &path.id, patch).await?;
    Ok(Json(chat.into()))
}
