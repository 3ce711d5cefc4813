//! The server itself: its health and its version.

mod health;
mod info;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(health::get_health), health::ENDPOINT)
        .route(route!(info::get_info), info::ENDPOINT)
}
