//! Calls to an instance's account.

mod path;
mod reject;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new().route(routes!(reject::reject_call), reject::ENDPOINT)
}
