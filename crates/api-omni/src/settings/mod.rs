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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_settings), list::ENDPOINT)
        .route(route!(set_many::update_settings), set_many::ENDPOINT)
        .route(route!(get::get_setting), get::ENDPOINT)
        .route(route!(set::set_setting), set::ENDPOINT)
        .route(route!(delete::delete_setting), delete::ENDPOINT)
        .route(route!(history::list_setting_history), history::ENDPOINT)
}
