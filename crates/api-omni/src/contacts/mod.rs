//! The address book of an instance.

mod list;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new().route(route!(list::list_contacts), list::ENDPOINT)
}
