//! Communities of an instance: groups of groups.

mod create;
mod link;
mod list_groups;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(create::create_community), create::ENDPOINT)
        .route(route!(list_groups::list_community_groups), list_groups::ENDPOINT)
        .route(route!(link::link_community_groups), link::ENDPOINT)
}
