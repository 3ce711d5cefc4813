//! Channels of an account: newsletters, in which few people post and many read.

mod change;
mod create;
mod delete;
mod follow;
mod get;
mod link;
mod list;
mod post;
mod posts;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ChannelPath {
    /// The channel's address.
    #[param(example = "120363000000000009@newsletter")]
    id: String,
}

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_channels), list::ENDPOINT)
        .route(route!(create::create_channel), create::ENDPOINT)
        .route(route!(get::get_channel), list::ENDPOINT)
        .route(route!(link::get_invited_channel), link::ENDPOINT)
        .route(route!(change::update_channel), change::ENDPOINT)
        .route(route!(delete::delete_channel), delete::ENDPOINT)
        .route(route!(follow::follow_channel), follow::ENDPOINT)
        .route(route!(follow::unfollow_channel), follow::ENDPOINT)
        .route(route!(posts::list_channel_messages), posts::ENDPOINT)
        .route(route!(post::post_to_channel), post::ENDPOINT)
}
