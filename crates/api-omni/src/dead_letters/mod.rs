//! Jobs that were given up.

mod drop;
mod get;
mod list;
mod path;
mod resolve;
mod retry;
mod views;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_dead_letters), list::ENDPOINT)
        .route(routes!(get::get_dead_letter), get::ENDPOINT)
        .route(routes!(drop::drop_dead_letter), drop::ENDPOINT)
        .route(routes!(resolve::resolve_dead_letter), resolve::ENDPOINT)
        .route(routes!(retry::retry_dead_letter), retry::ENDPOINT)
}
