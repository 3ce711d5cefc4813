//! The services of this server: status, start, stop and logs.

mod control;
mod get;
mod list;
mod logs;
mod path;
mod queues;
mod views;

use path::ServicePath;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_services), list::ENDPOINT)
        .route(route!(control::restart_all_services), control::RESTART_ALL_SERVICES)
        .route(route!(queues::list_queues), queues::ENDPOINT)
        .route(route!(get::get_service), get::ENDPOINT)
        .route(route!(control::start_service), control::START_SERVICE)
        .route(route!(control::stop_service), control::STOP_SERVICE)
        .route(route!(control::restart_service), control::RESTART_SERVICE)
        .route(route!(logs::list_service_logs), logs::ENDPOINT)
}
