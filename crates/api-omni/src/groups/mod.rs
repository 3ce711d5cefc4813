//! Groups of an instance.

mod accept_invite;
mod create;
mod invite;
mod join;
mod join_requests;
mod leave;
mod list_members;
mod members;
mod path;
mod picture;
mod update;

pub(crate) use create::GroupRef;
pub(crate) use path::GroupPath;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(create::create_group), create::ENDPOINT)
        .route(route!(join::join_group), join::ENDPOINT)
        .route(route!(update::update_group), update::ENDPOINT)
        .route(route!(members::change_group_members), members::ENDPOINT)
        .route(route!(invite::get_group_invite), invite::ENDPOINT)
        .route(route!(invite::renew_group_invite), invite::RENEW_ENDPOINT)
        .route(route!(leave::leave_group), leave::ENDPOINT)
        .route(route!(picture::set_group_picture), picture::ENDPOINT)
        .route(route!(picture::remove_group_picture), picture::REMOVE_ENDPOINT)
        .route(route!(list_members::list_group_members), list_members::ENDPOINT)
        .route(route!(join_requests::list_join_requests), join_requests::ENDPOINT)
        .route(route!(join_requests::answer_join_requests), join_requests::ANSWER_ENDPOINT)
        .route(route!(accept_invite::accept_group_invite), accept_invite::ENDPOINT)
}
