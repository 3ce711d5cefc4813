//! Whom the account has blocked.

mod block;
mod list;
mod unblock;
mod views;

use omni_app::App;
use omni_http::route;
use omni_http::{Failure, Routes};

/// What a change of the blocklist can fail with.
const FAILURES: &[Failure] = &[
    Failure::NotFound,
    Failure::NotConnected,
    Failure::NotSupported,
    Failure::SendFailed,
    Failure::ChannelTimeout,
    Failure::ChannelUnavailable,
    Failure::RecipientNotOnChannel,
];

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_blocklist), list::ENDPOINT)
        .route(route!(block::block_contact), block::ENDPOINT)
        .route(route!(unblock::unblock_contact), unblock::ENDPOINT)
}
