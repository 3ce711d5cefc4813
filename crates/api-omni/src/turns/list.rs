use super::views::TurnView;
use crate::choices::TurnStateChoice;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::turns::{self, TurnQuery};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_domain::turn::TurnState;
use omni_http::{ApiQuery, Auth, Endpoint, Failure, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct TurnsQuery {
    /// Only on this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// Only in this chat of the instance: its internal id or an address of it.
    chat_id: Option<String>,
    /// Only in these states.
    #[param(inline, value_type = Vec<TurnStateChoice>)]
    state: Vec<TurnState>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound, Failure::NotSupported]);

/// List turns
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/turns",
    tag = "turns",
    params(TurnsQuery, PageParams),
    responses((status = 200, body = ListView<TurnView>))
)]
pub(crate) async fn list_turns(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<TurnsQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<TurnView>> {
    let query =
        TurnQuery { instance_id: query.instance_id, chat: query.chat_id, states: query.state };
    let page = turns::list(&app, &caller, query, page).await?;
    Ok(Json(ListView::of(page, TurnView::from)))
}
