use super::views::ExecutionView;
use crate::choices::ExecutionChoice;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::executions::{self, ExecutionDetails, ExecutionQuery};
use omni_domain::access::Scope;
use omni_domain::entry_point::ExecutionStatus;
use omni_domain::ids::{ConversationId, EntryPointId, InstanceId};
use omni_http::{ApiQuery, Auth, Endpoint, Failure, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ExecutionsQuery {
    /// Only at this entry point.
    #[param(value_type = Option<Uuid>)]
    entry_point_id: Option<EntryPointId>,
    /// Only of this conversation.
    #[param(value_type = Option<Uuid>)]
    conversation_id: Option<ConversationId>,
    /// Only of this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// Only in these states; comma-separated or repeated.
    #[param(inline, value_type = Vec<ExecutionChoice>)]
    status: Vec<ExecutionStatus>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// List executions
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/executions",
    tag = "entry-points",
    params(ExecutionsQuery, PageParams),
    responses((status = 200, body = ListView<ExecutionView>))
)]
pub(crate) async fn list_executions(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<ExecutionsQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<ExecutionView>> {
    let query = ExecutionQuery {
        entry_point_id: query.entry_point_id,
        conversation_id: query.conversation_id,
        instance_id: query.instance_id,
        statuses: query.status,
    };
    let page = executions::list(&app, &caller, query, page).await?;
    let mut messages = executions::messages_of(&app, &page.items).await?;
    Ok(Json(ListView::of(page, |details: ExecutionDetails| {
        let message = messages.remove(&details.execution.message_id);
        ExecutionView::of(details, message)
    })))
}
