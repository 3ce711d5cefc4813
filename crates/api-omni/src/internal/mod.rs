//! For this machine only, without a key: what helper processes of the first Omni asked.

mod health;
mod startup;
mod subprocess;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(subprocess::get_subprocess_config))
        .routes(routes!(startup::get_channel_startup_info))
        .routes(routes!(health::get_internal_health))
}
