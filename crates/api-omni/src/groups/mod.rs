//! Groups of an instance.

mod create;
mod invite;
mod join;
mod leave;
mod members;
mod path;
mod update;

use omni_app::App;
use omni_http::{Failure, Routes};
use utoipa_axum::routes;

/// What each change of a group can fail with.
const FAILURES: &[Failure] = &[
    Failure::NotFound,
    Failure::NotConnected,
    Failure::NotSupported,
    Failure::SendFailed,
    Failure::ChannelTimeout,
    Failure::ChannelUnavailable,
];

/// What a change that names people can fail with.
const FAILURES_OF_PEOPLE: &[Failure] = &[
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
        .route(routes!(create::create_group), create::ENDPOINT)
        .route(routes!(join::join_group), join::ENDPOINT)
        .route(routes!(update::update_group), update::ENDPOINT)
        .route(routes!(members::change_group_members), members::ENDPOINT)
        .route(routes!(invite::get_group_invite), invite::ENDPOINT)
        .route(routes!(invite::renew_group_invite), invite::RENEW_ENDPOINT)
        .route(routes!(leave::leave_group), leave::ENDPOINT)
}
