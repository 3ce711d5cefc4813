//! Settings of the server: typed, with their history.

mod delete;
mod get;
mod history;
mod list;
mod path;
mod set;
mod set_many;
mod views;

pub(crate) use list::SettingsQuery;
pub(crate) use views::SettingsView;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_settings), list::ENDPOINT)
        .route(routes!(set_many::update_settings), set_many::ENDPOINT)
        .route(routes!(get::get_setting), get::ENDPOINT)
        .route(routes!(set::set_setting), set::ENDPOINT)
        .route(routes!(delete::delete_setting), delete::ENDPOINT)
        .route(routes!(history::list_setting_history), history::ENDPOINT)
}
