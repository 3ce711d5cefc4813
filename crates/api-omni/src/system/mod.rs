//! The server itself: how it is, and what it is.

mod health;
mod info;
mod views;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(health::get_health)).routes(routes!(info::get_info))
}
