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
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_settings, set_many::update_settings))
        .routes(routes!(get::get_setting, set::set_setting, delete::delete_setting))
        .routes(routes!(history::list_setting_history))
}
