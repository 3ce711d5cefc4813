//! Privacy settings of an instance's account.

mod get;
mod update;
mod views;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(get::get_privacy), get::ENDPOINT)
        .route(routes!(update::update_privacy), update::ENDPOINT)
}
