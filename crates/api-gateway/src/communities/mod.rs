//! Communities of an account: groups of groups.

mod create;
mod get;
mod link;
mod sub_groups;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CommunityPath {
    /// The community: its address or its chat's id.
    #[param(example = "120363000000000001@g.us")]
    id: String,
}

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(create::create_community), create::ENDPOINT)
        .route(route!(get::get_community), get::ENDPOINT)
        .route(route!(sub_groups::list_sub_groups), sub_groups::ENDPOINT)
        .route(route!(link::link_group), link::ENDPOINT)
        .route(route!(link::unlink_group), link::ENDPOINT)
}
