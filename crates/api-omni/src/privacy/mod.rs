//! Privacy settings of an instance's account.

mod get;
mod update;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(get::get_privacy), get::ENDPOINT)
        .route(route!(update::update_privacy), update::ENDPOINT)
}
