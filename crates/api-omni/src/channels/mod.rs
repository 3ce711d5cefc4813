//! The channels of this server.

mod get;
mod list;
mod views;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list::list_channels)).routes(routes!(get::get_channel))
}
