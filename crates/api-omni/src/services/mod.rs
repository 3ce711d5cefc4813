//! The parts of this server, looked at, started and stopped; and its log.

mod control;
mod get;
mod list;
mod logs;
mod path;
mod views;

use path::ServicePath;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_services))
        .routes(routes!(control::restart_all_services))
        .routes(routes!(get::get_service))
        .routes(routes!(control::start_service))
        .routes(routes!(control::stop_service))
        .routes(routes!(control::restart_service))
        .routes(routes!(logs::list_service_logs))
}
