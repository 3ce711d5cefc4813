//! What happened, in one order.

mod get;
mod list;
mod payload;
mod views;

pub(crate) use payload::payload;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list::list_events)).routes(routes!(get::get_event))
}
