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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_contacts), list::ENDPOINT)
        .route(route!(check::check_contacts), check::ENDPOINT)
        .route(route!(lids::list_lids), lids::LIST)
        .route(route!(lids::get_lid), lids::GET)
        .route(route!(lids::get_id_of_lid), lids::GET)
        .route(route!(get::get_contact), get::ENDPOINT)
        .route(route!(exists::check_contact), get::ENDPOINT)
        .route(route!(profile::get_contact_profile), profile::ENDPOINT)
        .route(route!(send::share_contact), send::ENDPOINT)
        .route(route!(save::save_contact), save::ENDPOINT)
        .route(route!(save::rename_contact), save::ENDPOINT)
}
