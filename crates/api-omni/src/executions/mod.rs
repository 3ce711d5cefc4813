//! Executions of messages at entry points.

mod get;
mod list;
mod views;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_executions), list::ENDPOINT)
        .route(routes!(get::get_execution), get::ENDPOINT)
}
