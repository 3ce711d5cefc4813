//! People whom an account knows.

mod check;
mod get;
mod list;
mod save;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_contacts), list::ENDPOINT)
        .route(routes!(check::check_contacts), check::ENDPOINT)
        .route(routes!(get::get_contact), get::ENDPOINT)
        .route(routes!(save::save_contact), save::ENDPOINT)
        .route(routes!(save::rename_contact), save::ENDPOINT)
}
