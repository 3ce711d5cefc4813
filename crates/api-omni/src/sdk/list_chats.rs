use crate::chats::{ChatView, assigned};
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::chats::ChatQuery;
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_domain::conversation::ChatType;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use omni_http::{ApiError, ApiQuery, Auth, Endpoint, Failure, PageQuery};
use serde::Deserialize;

/// `includeArchived` of the original changes nothing: archived chats are listed, and marked as such.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Query {
    /// Only of this instance.
    instance_id: Option<InstanceId>,
    /// Only on these channels; comma-separated or repeated.
    channel: Vec<ChannelType>,
    /// Only of these types.
    chat_type: Vec<ChatType>,
    /// Not of these types.
    exclude_chat_types: Vec<ChatType>,
    /// Only those with unread messages.
    unread_only: bool,
    /// Only those in which the agent is paused.
    paused: bool,
    /// Only those whose newest turn, or newest message, failed.
    failed: bool,
    /// Text in the name or address.
    search: Option<String>,
    /// Only those that are assigned to the user of this id, to the user who makes the request (`me`), or
    /// to none (`none`).
    assigned_to: Option<String>,
    /// Only `activity`, the order of this list.
    sort: Option<String>,
}

impl TryFrom<Query> for ChatQuery {
    type Error = ApiError;

    fn try_from(query: Query) -> Result<Self, ApiError> {
        if query.sort.is_some_and(|sort| sort != "activity") {
            return Err(ApiError::invalid("sort", "expected `activity`"));
        }
        Ok(Self {
            instance: query.instance_id,
            channels: query.channel,
            types: types(query.chat_type, &query.exclude_chat_types)?,
            unread: query.unread_only,
            search: query.search,
            paused: query.paused,
            failed: query.failed,
            assigned: query.assigned_to.as_deref().map(assigned).transpose()?,
        })
    }
}

/// The types that are left; an empty list means all.
fn types(only: Vec<ChatType>, excluded: &[ChatType]) -> Result<Vec<ChatType>, ApiError> {
    if excluded.is_empty() {
        return Ok(only);
    }
    let mut types = if only.is_empty() { ChatType::ALL.to_vec() } else { only };
    types.retain(|kind| !excluded.contains(kind));
    if types.is_empty() {
        return Err(ApiError::invalid("excludeChatTypes", "excludes every type"));
    }
    Ok(types)
}

pub(super) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// The chats of all instances, the most recently active first.
pub(super) async fn list_chats(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<Query>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<ChatView>> {
    let page = chats::list_all(&app, &caller, query.try_into()?, page).await?;
    let page = chats::add_last_messages(&app, page).await?;
    Ok(Json(ListView::of(page, ChatView::from)))
}
