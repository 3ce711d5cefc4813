use super::views::TurnView;
use crate::choices::TurnStateChoice;
use crate::shapes::{ListView, Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::turns::{self, TurnQuery};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::ids::{InstanceId, MessageId, PersonId};
use omni_domain::turn::{Turn, TurnState};
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
    /// Only in the direct chats of this person, by all of their accounts, and those that they began in
    /// groups.
    #[param(value_type = Option<Uuid>)]
    person_id: Option<PersonId>,
    /// Only the one that has this message, among those that it answers or in its answer.
    #[param(value_type = Option<Uuid>)]
    message_id: Option<MessageId>,
    /// Only those opened from this time on.
    #[param(value_type = Option<Time>)]
    since: Option<Timestamp>,
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
    let query = TurnQuery {
        instance_id: query.instance_id,
        chat: query.chat_id,
        person_id: query.person_id,
        message_id: query.message_id,
        since: query.since,
        states: query.state,
    };
    let page = turns::list(&app, &caller, query, page).await?;
    let chats = turns::chats_of(&app, &page.items).await?;
    Ok(Json(ListView::of(page, |turn: Turn| {
        let chat = chats.get(&turn.chat_id);
        TurnView::in_chat(turn, chat)
    })))
}
