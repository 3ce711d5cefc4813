//! Groups of an account.

mod applications;
mod create;
mod get;
mod icon;
mod invite;
mod join;
mod leave;
mod link;
mod list;
mod members;
mod path;
mod settings;
mod update;

pub(crate) use get::{GroupView, load as load_group};

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_groups), list::ENDPOINT)
        .route(route!(create::create_group), create::ENDPOINT)
        .route(route!(join::join_group), join::ENDPOINT)
        .route(route!(get::get_group), get::ENDPOINT)
        .route(route!(update::update_group), update::ENDPOINT)
        .route(route!(settings::set_group_setting), settings::ENDPOINT)
        .route(route!(leave::leave_group), leave::ENDPOINT)
        .route(route!(members::add_participants), members::ENDPOINT)
        .route(route!(members::remove_participants), members::ENDPOINT)
        .route(route!(members::promote_participants), members::ENDPOINT)
        .route(route!(members::demote_participants), members::ENDPOINT)
        .route(route!(invite::get_invite), invite::ENDPOINT)
        .route(route!(invite::renew_invite), invite::ENDPOINT)
        .route(route!(link::get_invited_group), link::READ)
        .route(route!(link::join_invited_group), link::JOIN)
        .route(route!(icon::get_group_icon), icon::READ)
        .route(route!(icon::set_group_icon), icon::ENDPOINT)
        .route(route!(icon::remove_group_icon), icon::ENDPOINT)
        .route(route!(applications::list_applications), applications::LIST)
        .route(route!(applications::accept_applications), applications::ANSWER)
        .route(route!(applications::reject_applications), applications::ANSWER)
}
