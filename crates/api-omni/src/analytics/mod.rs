//! Statistics of messages and answers.

mod csv;
mod get;
mod views;

pub(crate) use get::AnalyticsFormat;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new().route(routes!(get::get_analytics), get::ENDPOINT)
}
