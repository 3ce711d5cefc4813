//! What happened, in one order.

mod analytics;
mod by_sender;
mod cleanup;
mod get;
mod list;
mod render;
mod search;
mod timeline;
mod trace;
mod views;

pub(crate) use list::EventsQuery;
pub(crate) use render::{content_view, payload};
pub(crate) use timeline::{TimelineEventView, TimelineQueryParams};
pub(crate) use views::EventView;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_events))
        .routes(routes!(get::get_event))
        .routes(routes!(trace::trace_event))
        .routes(routes!(timeline::get_person_timeline))
        .routes(routes!(search::search_events))
        .routes(routes!(analytics::get_event_analytics))
        .routes(routes!(by_sender::list_events_by_sender))
        .routes(routes!(cleanup::delete_old_events))
}
