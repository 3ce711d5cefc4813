use super::views::ScheduledMessageView;
use crate::choices::ScheduledChoice;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::scheduled_messages::{self, ScheduledQuery};
use omni_domain::access::Scope;
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::scheduled_message::ScheduledStatus;
use omni_http::{ApiQuery, Auth, Endpoint, Failure, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ScheduledMessagesQuery {
    /// Only of this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// Only to this chat: its id.
    #[param(value_type = Option<Uuid>)]
    chat_id: Option<ChatId>,
    /// Only in these states; comma-separated or repeated.
    #[param(inline, value_type = Vec<ScheduledChoice>)]
    status: Vec<ScheduledStatus>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// List scheduled messages
///
/// Those that are due last first.
#[utoipa::path(
    get,
    path = "/scheduled-messages",
    tag = "scheduled-messages",
    params(ScheduledMessagesQuery, PageParams),
    responses((status = 200, body = ListView<ScheduledMessageView>))
)]
pub(crate) async fn list_scheduled_messages(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<ScheduledMessagesQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<ScheduledMessageView>> {
    let query = ScheduledQuery {
        instance_id: query.instance_id,
        chat_id: query.chat_id,
        statuses: query.status,
    };
    let page = scheduled_messages::list(&app, &caller, query, page).await?;
    Ok(Json(ListView::of(page, ScheduledMessageView::from)))
}
