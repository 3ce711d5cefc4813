//! Batch jobs: long work that is started, observed and cancelled through the API.

mod cancel;
mod create;
mod estimate;
mod get;
mod list;
mod path;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_batch_jobs), list::ENDPOINT)
        .route(route!(create::create_batch_job), create::ENDPOINT)
        .route(route!(estimate::estimate_batch_job), estimate::ENDPOINT)
        .route(route!(get::get_batch_job), get::ENDPOINT)
        .route(route!(cancel::cancel_batch_job), cancel::ENDPOINT)
}
