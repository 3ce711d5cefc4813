//! Jobs that were given up.

mod drop;
mod get;
mod list;
mod path;
mod retry;
mod views;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_dead_letters))
        .routes(routes!(get::get_dead_letter, drop::drop_dead_letter))
        .routes(routes!(retry::retry_dead_letter))
}
