//! Users: people who sign in, with a role.
//!
//! Their paths are below `/auth`: `/api/v1/users` is a route of Omni's first version on the same host.

mod create;
mod delete;
mod get;
mod list;
mod path;
mod reset_password;
mod set_status;
mod update;
mod views;

pub(crate) use views::UserDetailsView;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_users), list::ENDPOINT)
        .route(routes!(create::create_user), create::ENDPOINT)
        .route(routes!(get::get_user_by_id), get::ENDPOINT)
        .route(routes!(update::update_user), update::ENDPOINT)
        .route(routes!(delete::delete_user), delete::ENDPOINT)
        .route(routes!(reset_password::reset_user_password), reset_password::ENDPOINT)
        .route(routes!(set_status::disable_user), set_status::ENDPOINT)
        .route(routes!(set_status::enable_user), set_status::ENDPOINT)
}
