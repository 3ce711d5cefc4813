//! Communities of an instance: groups of groups.

mod create;
mod link;
mod list_groups;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(create::create_community), create::ENDPOINT)
        .route(routes!(list_groups::list_community_groups), list_groups::ENDPOINT)
        .route(routes!(link::link_community_groups), link::ENDPOINT)
}
