//! Entry points, their attendants, and the key for them.

mod add_attendant;
mod create;
mod delete;
mod get;
mod key;
mod list;
mod path;
mod remove_attendant;
mod update;
mod update_attendant;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_entry_points), list::ENDPOINT)
        .route(route!(create::create_entry_point), create::ENDPOINT)
        .route(route!(key::get_entry_point_key), key::ENDPOINT)
        .route(route!(key::rotate_entry_point_key), key::ROTATE_ENDPOINT)
        .route(route!(get::get_entry_point), get::ENDPOINT)
        .route(route!(update::update_entry_point), update::ENDPOINT)
        .route(route!(delete::delete_entry_point), delete::ENDPOINT)
        .route(route!(add_attendant::add_attendant), add_attendant::ENDPOINT)
        .route(route!(update_attendant::update_attendant), update_attendant::ENDPOINT)
        .route(route!(remove_attendant::remove_attendant), remove_attendant::ENDPOINT)
}
