//! Users, who sign in with a role.

mod audit;
mod create;
mod delete;
mod get;
mod list;
mod path;
mod reset_password;
mod set_status;
mod update;
mod views;

use path::UserPath;
pub(crate) use views::UserView;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_users), list::ENDPOINT)
        .route(route!(create::create_user), create::ENDPOINT)
        .route(route!(get::get_user), get::ENDPOINT)
        .route(route!(update::update_user), update::ENDPOINT)
        .route(route!(delete::delete_user), delete::ENDPOINT)
        .route(route!(reset_password::reset_user_password), reset_password::ENDPOINT)
        .route(route!(set_status::disable_user), set_status::DISABLE)
        .route(route!(set_status::enable_user), set_status::ENABLE)
        .route(route!(audit::list_user_audit), audit::ENDPOINT)
}
