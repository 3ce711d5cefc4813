use super::views::MessageView;
use crate::account::{Account, AccountQuery};
use crate::chats::{MessagePage, list_messages};
use crate::shapes::{DatabaseList, ListView, PageParams, Reply, moment};
use axum::Json;
use axum::extract::State;
use omni_app::messages::{self, MessagePeriod};
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, ApiQuery, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

const PAGES: DatabaseList = DatabaseList("messages");

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeriodFilter {
    /// Written then or later, seconds since 1970.
    #[param(minimum = 1, example = 1_767_225_600)]
    time_from: Option<i64>,
    /// Written before then, seconds since 1970.
    #[param(minimum = 1, example = 1_798_761_600)]
    time_to: Option<i64>,
}

impl PeriodFilter {
    fn period(&self) -> Result<MessagePeriod, ApiError> {
        Ok(MessagePeriod {
            from: self.time_from.map(|at| moment("time_from", at)).transpose()?,
            until: self.time_to.map(|at| moment("time_to", at)).transpose()?,
        })
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ListPath {
    /// The chat: its id, its address, or the digits of a number.
    chat_id: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// List messages
///
/// Of all chats of the account, newest first.
#[utoipa::path(
    get,
    path = "/messages/list",
    tag = "messages",
    params(PeriodFilter, PageParams, AccountQuery),
    responses((status = 200, body = ListView<MessageView>))
)]
pub(crate) async fn list_all_messages(
    State(app): State<App>,
    account: Account,
    ApiQuery(filter): ApiQuery<PeriodFilter>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<MessageView>> {
    let page = PAGES.request(&params)?;
    let Account { caller, id } = account;
    let page = messages::list_all(&app, &caller, id, filter.period()?, page).await?;
    let chats = chats::of_messages(&app, &caller, &page.items).await?;
    let ListView { items, next_cursor } = PAGES.page(page, |message| {
        // Its chat may have been deleted since it was read.
        let chat = chats.get(&message.chat_id)?;
        Some(MessageView::new(&app, chat, message))
    });
    Ok(Json(ListView { items: items.into_iter().flatten().collect(), next_cursor }))
}

/// List messages of a chat
///
/// The same as `GET /chats/{id}/messages`: newest first, and the cursor is the id of the page's last
/// message.
#[utoipa::path(
    get,
    path = "/messages/list/{chat_id}",
    tag = "messages",
    params(ListPath, PageParams, AccountQuery),
    responses((status = 200, body = ListView<MessageView>))
)]
pub(crate) async fn list_messages_of_chat(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ListPath>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<MessageView>> {
    match list_messages(&app, &account, &path.chat_id, &params).await? {
        MessagePage::Found(page) => Ok(Json(page)),
        MessagePage::NoChat(error) => Err(error),
    }
}
