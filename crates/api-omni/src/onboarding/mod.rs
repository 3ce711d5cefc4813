//! The first steps of a new server.

mod complete;
mod completion;
mod skip;
mod status;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(status::get_onboarding_status), status::ENDPOINT)
        .route(route!(complete::complete_onboarding_step), complete::ENDPOINT)
        .route(route!(skip::skip_onboarding), skip::ENDPOINT)
}
