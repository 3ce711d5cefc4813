//! Newsletters of an instance: channels in which few people post and many read.

mod create;
mod follow;
mod list;
mod path;
mod posts;
mod unfollow;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_newsletters), list::ENDPOINT)
        .route(route!(create::create_newsletter), create::ENDPOINT)
        .route(route!(follow::follow_newsletter), follow::ENDPOINT)
        .route(route!(unfollow::unfollow_newsletter), unfollow::ENDPOINT)
        .route(route!(posts::list_newsletter_posts), posts::ENDPOINT)
}
