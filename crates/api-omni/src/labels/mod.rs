//! Labels of an instance.

mod create;
mod delete;
mod list;
mod path;
mod update;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_labels), list::ENDPOINT)
        .route(route!(create::create_label), create::ENDPOINT)
        .route(route!(update::update_label), update::ENDPOINT)
        .route(route!(delete::delete_label), delete::ENDPOINT)
}
