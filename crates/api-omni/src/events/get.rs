use super::views::EventView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, events, media_processing};
use omni_domain::access::Scope;
use omni_domain::ids::EventId;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct EventPath {
    /// The event's id.
    #[param(value_type = Uuid)]
    pub(super) id: EventId,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::EventsRead).fails(&[Failure::NotFound]);

/// Get event
#[utoipa::path(
    get,
    path = "/events/{id}",
    tag = "events",
    params(EventPath),
    responses((status = 200, body = EventView))
)]
pub(crate) async fn get_event(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<EventPath>,
) -> Reply<EventView> {
    let event = events::get(&app, &caller, path.id).await?;
    let readings = media_processing::readings(&app, event.message_id).await?;
    Ok(Json(EventView::from(event).with_readings(&readings).below(app.public_path())))
}
