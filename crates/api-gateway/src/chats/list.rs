use super::views::ChatView;
use crate::account::{Account, AccountQuery};
use crate::shapes::{DatabaseList, ListView, PageParams, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::chats::{self, ChatsQuery};
use omni_domain::access::Scope;
use omni_http::{ApiQuery, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

const PAGES: DatabaseList = DatabaseList("chats");

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChatFilter {
    /// Text in the name or an address.
    search: Option<String>,
    /// Only those that are archived, or those that are not.
    archive: Option<bool>,
    /// Only those with unread messages.
    unread: Option<bool>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// List chats
///
/// The most recently active first.
#[utoipa::path(
    get,
    path = "/chats",
    tag = "chats",
    params(ChatFilter, PageParams, AccountQuery),
    responses((status = 200, body = ListView<ChatView>))
)]
pub(crate) async fn list_chats(
    State(app): State<App>,
    account: Account,
    ApiQuery(filter): ApiQuery<ChatFilter>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<ChatView>> {
    let page = PAGES.request(&params)?;
    let query = ChatsQuery {
        search: filter.search,
        archived: filter.archive,
        unread: filter.unread.unwrap_or_default(),
        ..ChatsQuery::default()
    };
    let page = chats::list_detailed(&app, &account.caller, account.id, query, page).await?;
    Ok(Json(PAGES.page(page, ChatView::from)))
}
