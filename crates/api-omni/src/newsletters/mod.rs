//! Newsletters of an instance: channels in which few people post and many read.

mod create;
mod follow;
mod list;
mod path;
mod posts;
mod unfollow;
mod views;

use omni_app::App;
use omni_http::{Failure, Routes};
use utoipa_axum::routes;

/// What each request about newsletters can fail with.
const FAILURES: &[Failure] = &[
    Failure::NotFound,
    Failure::NotConnected,
    Failure::NotSupported,
    Failure::SendFailed,
    Failure::ChannelTimeout,
    Failure::ChannelUnavailable,
];

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_newsletters), list::ENDPOINT)
        .route(routes!(create::create_newsletter), create::ENDPOINT)
        .route(routes!(follow::follow_newsletter), follow::ENDPOINT)
        .route(routes!(unfollow::unfollow_newsletter), unfollow::ENDPOINT)
        .route(routes!(posts::list_newsletter_posts), posts::ENDPOINT)
}
