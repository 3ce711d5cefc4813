//! For this machine only, without a key: the requests of helper processes of the first Omni.

mod health;
mod startup;
mod subprocess;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(subprocess::get_subprocess_config), subprocess::ENDPOINT)
        .route(route!(startup::get_channel_startup_info), startup::ENDPOINT)
        .route(route!(health::get_internal_health), health::ENDPOINT)
}
