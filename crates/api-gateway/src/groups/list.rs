use crate::account::{Account, AccountQuery};
use crate::chats::ChatView;
use crate::shapes::{DatabaseList, ListView, PageParams, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::chats::{self, ChatQuery};
use omni_domain::access::Scope;
use omni_domain::conversation::ChatType;
use omni_http::{ApiQuery, Endpoint};

const PAGES: DatabaseList = DatabaseList("groups");

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// List groups
///
/// The most recently active first.
#[utoipa::path(
    get,
    path = "/groups",
    tag = "groups",
    params(PageParams, AccountQuery),
    responses((status = 200, body = ListView<ChatView>))
)]
pub(crate) async fn list_groups(
    State(app): State<App>,
    account: Account,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<ChatView>> {
    let page = PAGES.request(&params)?;
    let query = ChatQuery {
        instance: Some(account.id),
        types: vec![ChatType::Group],
        ..ChatQuery::default()
    };
    let page = chats::list_all(&app, &account.caller, query, page).await?;
    Ok(Json(PAGES.page(page, ChatView::from)))
}
