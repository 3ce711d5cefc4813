//! Calls to an instance's account.

mod path;
mod reject;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new().route(route!(reject::reject_call), reject::ENDPOINT)
}
