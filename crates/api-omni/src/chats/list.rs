use super::views::ChatView;
use crate::instances::InstancePath;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint, Failure, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChatsQuery {
    /// Text in the name or address.
    search: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// List chats for instance
///
/// The most recently active first.
#[utoipa::path(
    get,
    path = "/instances/{id}/chats",
    tag = "chats",
    params(InstancePath, ChatsQuery, PageParams),
    responses((status = 200, body = ListView<ChatView>))
)]
pub(crate) async fn list_chats(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiQuery(query): ApiQuery<ChatsQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<ChatView>> {
    let page = chats::list_detailed(&app, &caller, path.id, query.search, page).await?;
    Ok(Json(ListView::of(page, ChatView::from)))
}
