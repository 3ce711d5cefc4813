//! The first steps of a new server.

mod complete;
mod completion;
mod skip;
mod status;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(status::get_onboarding_status), status::ENDPOINT)
        .route(routes!(complete::complete_onboarding_step), complete::ENDPOINT)
        .route(routes!(skip::skip_onboarding), skip::ENDPOINT)
}
