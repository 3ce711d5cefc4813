use super::views::GroupView;
use crate::instances::InstancePath;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::chats::ChatQuery;
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_domain::conversation::ChatType;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint, Failure, PageQuery};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Query {
    /// Text in the name or address.
    search: Option<String>,
}

pub(super) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// The groups of an instance that are stored, the most recently active first.
pub(super) async fn list_groups(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiQuery(query): ApiQuery<Query>,
    PageQuery(page): PageQuery<100, 1000>,
) -> Reply<ListView<GroupView>> {
    let query = ChatQuery {
        instance: Some(path.id),
        types: vec![ChatType::Group],
        search: query.search,
        ..ChatQuery::default()
    };
    let page = chats::list_all(&app, &caller, query, page).await?;
    Ok(Json(ListView::of(page, GroupView::from)))
}
