//! The contacts of an account.

mod check;
mod exists;
mod get;
mod lids;
mod list;
mod profile;
mod save;
mod send;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_contacts), list::ENDPOINT)
        .route(routes!(check::check_contacts), check::ENDPOINT)
        .route(routes!(lids::list_lids), lids::LIST)
        .route(routes!(lids::get_lid), lids::GET)
        .route(routes!(lids::get_id_of_lid), lids::GET)
        .route(routes!(get::get_contact), get::ENDPOINT)
        .route(routes!(exists::check_contact), get::ENDPOINT)
        .route(routes!(profile::get_contact_profile), profile::ENDPOINT)
        .route(routes!(send::share_contact), send::ENDPOINT)
        .route(routes!(save::save_contact), save::ENDPOINT)
        .route(routes!(save::rename_contact), save::ENDPOINT)
}
