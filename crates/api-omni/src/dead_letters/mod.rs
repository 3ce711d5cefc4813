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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_dead_letters), list::ENDPOINT)
        .route(route!(get::get_dead_letter), get::ENDPOINT)
        .route(route!(drop::drop_dead_letter), drop::ENDPOINT)
        .route(route!(resolve::resolve_dead_letter), resolve::ENDPOINT)
        .route(route!(retry::retry_dead_letter), retry::ENDPOINT)
}
