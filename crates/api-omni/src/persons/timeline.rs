use super::PersonPath;
use crate::events::{TimelineEventView, TimelineQueryParams};
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, events};
use omni_domain::access::Scope;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint, Failure, PageQuery};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::EventsRead).fails(&[Failure::NotFound]);

/// Get person timeline
///
/// The messages to and from a person, on all channels, newest first.
#[utoipa::path(
    get,
    path = "/persons/{id}/timeline",
    tag = "persons",
    params(PersonPath, TimelineQueryParams),
    responses((status = 200, body = ListView<TimelineEventView>))
)]
pub(crate) async fn list_person_timeline(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PersonPath>,
    ApiQuery(query): ApiQuery<TimelineQueryParams>,
    PageQuery(page): PageQuery<50, 200>,
) -> Reply<ListView<TimelineEventView>> {
    let page = events::timeline(&app, &caller, path.id, query.into(), page).await?;
    Ok(Json(TimelineEventView::list(&app, page).await?))
}
