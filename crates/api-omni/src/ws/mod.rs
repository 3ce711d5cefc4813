//! Sockets: events and the status of instances, as they happen.

mod events;
mod instances;
mod link;
mod options;
mod pass;
mod protocol;
mod session;

pub use options::WsOptions;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(events::stream_events))
        .routes(routes!(instances::stream_instances))
}
