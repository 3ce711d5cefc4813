//! The address book of an instance.

mod list;
mod views;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new().route(routes!(list::list_contacts), list::ENDPOINT)
}
