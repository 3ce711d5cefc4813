//! Long work that a person starts, watches and may cancel.

mod cancel;
mod create;
mod get;
mod list;
mod path;
mod views;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_batch_jobs, create::create_batch_job))
        .routes(routes!(get::get_batch_job))
        .routes(routes!(cancel::cancel_batch_job))
}
