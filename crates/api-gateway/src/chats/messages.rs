use super::path::ChatPath;
use crate::account::{Account, AccountQuery};
use crate::messages::MessageView;
use crate::shapes::{ListView, PageParams, Reply, bad_cursor};
use axum::Json;
use axum::extract::State;
use omni_app::messages::{self, MessageRange};
use omni_app::{App, Error, chats};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, ApiQuery, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// List chat messages
///
/// Newest first; the cursor is the id of the page's last message.
#[utoipa::path(
    get,
    path = "/chats/{id}/messages",
    tag = "chats",
    params(ChatPath, PageParams, AccountQuery),
    responses((status = 200, body = ListView<MessageView>))
)]
pub(crate) async fn list_chat_messages(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChatPath>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<MessageView>> {
    match list_messages(&app, &account, &path.id, &params).await? {
        MessagePage::Found(page) => Ok(Json(page)),
        MessagePage::NoChat(error) => Err(error),
    }
}

/// A page of the messages of a chat, or why there is no such chat.
pub(crate) enum MessagePage {
    Found(ListView<MessageView>),
    NoChat(ApiError),
}

/// Newest first; the cursor is the id of the page's last message.
pub(crate) async fn list_messages(
    app: &App,
    account: &Account,
    chat: &str,
    params: &PageParams,
) -> Result<MessagePage, ApiError> {
    let before = params.cursor().map(str::to_owned);
    let range = MessageRange { before, after: None, limit: params.limit()? };
    let Account { caller, id } = account;
    let found = match chats::get_by_reference(app, caller, *id, chat).await {
        Ok(details) => details.chat,
        Err(error @ Error::NotFound { noun: "chat", .. }) => {
            return Ok(MessagePage::NoChat(error.into()));
        }
        Err(error) => return Err(error.into()),
    };
    let page = messages::list(app, caller, *id, chat, range).await;
    let page = page.map_err(|error| match error {
        // The chat is there; this is the message that the cursor names.
        Error::NotFound { noun: "message", .. } => bad_cursor(),
        other => other.into(),
    })?;
    let has_more = page.next.is_some();
    let items: Vec<MessageView> =
        page.items.into_iter().map(|message| MessageView::new(app, &found, message)).collect();
    let last = items.last().map(MessageView::id);
    Ok(MessagePage::Found(ListView { next_cursor: last.filter(|_| has_more), items }))
}
