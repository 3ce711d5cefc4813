//! Events, in commit order.

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
pub(crate) use render::Payload;
pub(crate) use timeline::{TimelineEventView, TimelineQueryParams};
pub(crate) use views::{EventView, type_name};

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_events), list::ENDPOINT)
        .route(route!(get::get_event), get::ENDPOINT)
        .route(route!(trace::trace_event), trace::ENDPOINT)
        .route(route!(timeline::get_person_timeline), timeline::ENDPOINT)
        .route(route!(search::search_events), search::ENDPOINT)
        .route(route!(analytics::get_event_analytics), analytics::ENDPOINT)
        .route(route!(by_sender::list_events_by_sender), by_sender::ENDPOINT)
        .route(route!(cleanup::delete_old_events), cleanup::ENDPOINT)
}
