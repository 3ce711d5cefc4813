use super::views::DeadLetterView;
use crate::choices::{DeadLetterChoice, JobKindChoice};
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::dead_letters::DeadLetterQuery;
use omni_app::{App, dead_letters};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_domain::job::{DeadLetter, DeadLetterStatus, JobKind};
use omni_http::{ApiQuery, Auth, Endpoint, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct DeadLettersQuery {
    /// Only in these states; comma-separated or repeated. One that is retried is a job again, and
    /// not in the list.
    #[param(inline, value_type = Vec<DeadLetterChoice>)]
    status: Vec<DeadLetterStatus>,
    /// Only of these kinds; comma-separated or repeated.
    #[param(inline, value_type = Vec<JobKindChoice>)]
    kind: Vec<JobKind>,
    /// Only of this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin);

/// List dead letters
///
/// Jobs that were given up, newest first, with those that are resolved.
#[utoipa::path(
    get,
    path = "/dead-letters",
    tag = "dead-letters",
    params(DeadLettersQuery, PageParams),
    responses((status = 200, body = ListView<DeadLetterView>))
)]
pub(crate) async fn list_dead_letters(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<DeadLettersQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<DeadLetterView>> {
    let query = DeadLetterQuery {
        statuses: query.status,
        kinds: query.kind,
        instance_id: query.instance_id,
    };
    let page = dead_letters::list(&app, &caller, query, page).await?;
    let chats = dead_letters::chats_of(&app, &caller, &page.items).await?;
    Ok(Json(ListView::of(page, |letter: DeadLetter| {
        let chat = chats.get(&letter.job.id);
        DeadLetterView::about(letter, chat)
    })))
}
