//! The server itself: its health and its version.

mod health;
mod info;
mod views;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(health::get_health), health::ENDPOINT)
        .route(routes!(info::get_info), info::ENDPOINT)
}
