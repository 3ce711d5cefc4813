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
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_groups), list::ENDPOINT)
        .route(routes!(create::create_group), create::ENDPOINT)
        .route(routes!(join::join_group), join::ENDPOINT)
        .route(routes!(get::get_group), get::ENDPOINT)
        .route(routes!(update::update_group), update::ENDPOINT)
        .route(routes!(settings::set_group_setting), settings::ENDPOINT)
        .route(routes!(leave::leave_group), leave::ENDPOINT)
        .route(routes!(members::add_participants), members::ENDPOINT)
        .route(routes!(members::remove_participants), members::ENDPOINT)
        .route(routes!(members::promote_participants), members::ENDPOINT)
        .route(routes!(members::demote_participants), members::ENDPOINT)
        .route(routes!(invite::get_invite), invite::ENDPOINT)
        .route(routes!(invite::renew_invite), invite::ENDPOINT)
        .route(routes!(link::get_invited_group), link::READ)
        .route(routes!(link::join_invited_group), link::JOIN)
        .route(routes!(icon::get_group_icon), icon::READ)
        .route(routes!(icon::set_group_icon), icon::ENDPOINT)
        .route(routes!(icon::remove_group_icon), icon::ENDPOINT)
        .route(routes!(applications::list_applications), applications::LIST)
        .route(routes!(applications::accept_applications), applications::ANSWER)
        .route(routes!(applications::reject_applications), applications::ANSWER)
}
