//! Statistics of messages and answers.

mod csv;
mod get;
mod views;

pub(crate) use get::AnalyticsFormat;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new().route(route!(get::get_analytics), get::ENDPOINT)
}
