//! Bringing contacts, chats and message history of an instance over.

mod cancel;
mod continuous;
mod start;
mod status;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start::start_sync, cancel::cancel_sync))
        .routes(routes!(status::get_sync_status))
        .routes(routes!(continuous::start_continuous_sync, continuous::stop_continuous_sync))
}
