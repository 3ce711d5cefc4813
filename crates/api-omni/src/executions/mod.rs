//! Executions of messages at entry points.

mod get;
mod list;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_executions), list::ENDPOINT)
        .route(route!(get::get_execution), get::ENDPOINT)
}
