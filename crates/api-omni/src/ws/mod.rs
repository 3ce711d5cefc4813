//! Sockets: events, conversations, the status of instances and the log, as they happen.

mod chats;
mod events;
mod instances;
mod link;
mod logs;
mod options;
mod pass;
mod protocol;
mod session;

pub(crate) use logs::stream_logs;
pub use options::WsOptions;
pub(crate) use pass::Visitor;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(events::stream_events))
        .routes(routes!(instances::stream_instances))
        .routes(routes!(logs::stream_logs))
        .routes(routes!(chats::stream_chats))
}
