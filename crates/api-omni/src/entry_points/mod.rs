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
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_entry_points), list::ENDPOINT)
        .route(routes!(create::create_entry_point), create::ENDPOINT)
        .route(routes!(key::get_entry_point_key), key::ENDPOINT)
        .route(routes!(key::rotate_entry_point_key), key::ROTATE_ENDPOINT)
        .route(routes!(get::get_entry_point), get::ENDPOINT)
        .route(routes!(update::update_entry_point), update::ENDPOINT)
        .route(routes!(delete::delete_entry_point), delete::ENDPOINT)
        .route(routes!(add_attendant::add_attendant), add_attendant::ENDPOINT)
        .route(routes!(update_attendant::update_attendant), update_attendant::ENDPOINT)
        .route(routes!(remove_attendant::remove_attendant), remove_attendant::ENDPOINT)
}
