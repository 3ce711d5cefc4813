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
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ChannelPath {
    /// The channel's address.
    #[param(example = "120363000000000009@newsletter")]
    id: String,
}

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_channels), list::ENDPOINT)
        .route(routes!(create::create_channel), create::ENDPOINT)
        .route(routes!(get::get_channel), list::ENDPOINT)
        .route(routes!(link::get_invited_channel), link::ENDPOINT)
        .route(routes!(change::update_channel), change::ENDPOINT)
        .route(routes!(delete::delete_channel), delete::ENDPOINT)
        .route(routes!(follow::follow_channel), follow::ENDPOINT)
        .route(routes!(follow::unfollow_channel), follow::ENDPOINT)
        .route(routes!(posts::list_channel_messages), posts::ENDPOINT)
        .route(routes!(post::post_to_channel), post::ENDPOINT)
}
