//! WebSockets: events, conversations and the status of instances, in real time. Streams of other
//! nouns are in their own modules and use [`Session`].

mod chats;
mod events;
mod handshake;
mod instances;
mod link;
mod options;
mod protocol;
mod session;

pub(crate) use handshake::Handshake;
pub(crate) use link::Disconnected;
pub use options::WsOptions;
pub(crate) use protocol::Subscription;
pub(crate) use session::{Feed, Session, Step};

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(events::stream_events), events::ENDPOINT)
        .route(routes!(instances::stream_instances), instances::ENDPOINT)
        .route(routes!(chats::stream_chats), chats::ENDPOINT)
}
