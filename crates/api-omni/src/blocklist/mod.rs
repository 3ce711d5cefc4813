//! Whom the account has blocked.

mod block;
mod list;
mod unblock;
mod views;

use omni_app::App;
use omni_http::{Failure, Routes};
use utoipa_axum::routes;

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
        .route(routes!(list::list_blocklist), list::ENDPOINT)
        .route(routes!(block::block_contact), block::ENDPOINT)
        .route(routes!(unblock::unblock_contact), unblock::ENDPOINT)
}
