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
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_services), list::ENDPOINT)
        .route(routes!(control::restart_all_services), control::RESTART_ALL_SERVICES)
        .route(routes!(queues::list_queues), queues::ENDPOINT)
        .route(routes!(get::get_service), get::ENDPOINT)
        .route(routes!(control::start_service), control::START_SERVICE)
        .route(routes!(control::stop_service), control::STOP_SERVICE)
        .route(routes!(control::restart_service), control::RESTART_SERVICE)
        .route(routes!(logs::list_service_logs), logs::ENDPOINT)
}
