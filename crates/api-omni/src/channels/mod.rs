//! The channels of this server.

mod get;
mod list;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_channels), list::ENDPOINT)
        .route(route!(get::get_channel), get::ENDPOINT)
}
