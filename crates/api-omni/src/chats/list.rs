use super::views::ChatView;
use crate::choices::ChannelChoice;
use crate::instances::InstancePath;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::chats::{AssignedFilter, ChatsQuery as Query};
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_domain::ids::UserId;
use omni_domain::instance::ChannelType;
use omni_http::{ApiError, ApiPath, ApiQuery, Auth, Endpoint, Failure, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ChatsQuery {
    /// Text in the name or address.
    search: Option<String>,
    /// Only archived chats, or only others.
    archived: Option<bool>,
    /// Only pinned chats, or only others.
    pinned: Option<bool>,
    /// Only chats with unread messages, or marked as unread.
    #[param(default = false)]
    unread: bool,
    /// Only chats with the label of this id.
    label: Option<String>,
    /// Only chats that are assigned to the user of this id, to the user who makes the request (`me`), or
    /// to none (`none`).
    #[param(example = "me")]
    assigned_to: Option<String>,
    /// None, if the instance is on none of these channels.
    #[param(inline, value_type = Vec<ChannelChoice>)]
    channel: Vec<ChannelType>,
    /// Only chats in which the agent is paused.
    #[param(default = false)]
    paused: bool,
    /// Only chats whose newest turn failed, or whose newest message did: what follows a failure ends it.
    #[param(default = false)]
    failed: bool,
}

/// The filter by the user to whom chats are assigned.
pub(crate) fn assigned(to: &str) -> Result<AssignedFilter, ApiError> {
    match to {
        "me" => Ok(AssignedFilter::Me),
        "none" => Ok(AssignedFilter::NoUser),
        id => id.parse::<UserId>().map(AssignedFilter::User).map_err(|_| {
            ApiError::invalid(
                "assignedTo",
                "give the id of a user, `me`, or `none` for chats without one",
            )
        }),
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// List chats for instance
///
/// The most recently active first. Deleted chats are left out until a later message.
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
    let query = Query {
        search: query.search,
        archived: query.archived,
        pinned: query.pinned,
        unread: query.unread,
        label: query.label,
        assigned: query.assigned_to.as_deref().map(assigned).transpose()?,
        channels: query.channel,
        paused: query.paused,
        failed: query.failed,
    };
    let page = chats::list_detailed(&app, &caller, path.id, query, page).await?;
    let page = chats::add_last_messages(&app, page).await?;
    Ok(Json(ListView::of(page, ChatView::from)))
}
