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
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(events::stream_events), events::ENDPOINT)
        .route(routes!(instances::stream_instances), instances::ENDPOINT)
        .route(routes!(logs::stream_logs), logs::ENDPOINT)
        .route(routes!(chats::stream_chats), chats::ENDPOINT)
}
