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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(events::stream_events), events::ENDPOINT)
        .route(route!(instances::stream_instances), instances::ENDPOINT)
        .route(route!(chats::stream_chats), chats::ENDPOINT)
}
