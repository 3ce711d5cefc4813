use super::path::{MessagePath, find};
use super::views::MessageView;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats, messages};
use omni_domain::access::Scope;
use omni_domain::content::Content;
use omni_http::{ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// Get message
///
/// A poll has its votes.
#[utoipa::path(
    get,
    path = "/messages/{id}",
    tag = "messages",
    params(MessagePath, AccountQuery),
    responses((status = 200, body = MessageView))
)]
pub(crate) async fn get_message(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MessagePath>,
) -> Reply<MessageView> {
    let message = find(&app, &account, Scope::MessagesRead, &path).await?;
    let scope = Scope::MessagesRead;
    let chat = chats::locate(&app, &account.caller, scope, message.chat_id).await?;
    let (id, is_poll) = (message.id, matches!(message.content, Content::Poll { .. }));
    let mut view = MessageView::new(&app, &chat, message);
    if is_poll {
        view.add_votes(&app, messages::answers(&app, &account.caller, id).await?);
    }
    Ok(Json(view))
}
