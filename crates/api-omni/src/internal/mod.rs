//! For this machine only, without a key: the requests of helper processes of the first Omni.

mod health;
mod startup;
mod subprocess;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(subprocess::get_subprocess_config), subprocess::ENDPOINT)
        .route(routes!(startup::get_channel_startup_info), startup::ENDPOINT)
        .route(routes!(health::get_internal_health), health::ENDPOINT)
}
