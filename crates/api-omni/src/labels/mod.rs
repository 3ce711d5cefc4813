//! Labels of an instance.

mod create;
mod delete;
mod list;
mod path;
mod update;
mod views;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_labels), list::ENDPOINT)
        .route(routes!(create::create_label), create::ENDPOINT)
        .route(routes!(update::update_label), update::ENDPOINT)
        .route(routes!(delete::delete_label), delete::ENDPOINT)
}
