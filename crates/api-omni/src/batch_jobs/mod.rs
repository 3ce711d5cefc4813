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
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_batch_jobs), list::ENDPOINT)
        .route(routes!(create::create_batch_job), create::ENDPOINT)
        .route(routes!(estimate::estimate_batch_job), estimate::ENDPOINT)
        .route(routes!(get::get_batch_job), get::ENDPOINT)
        .route(routes!(cancel::cancel_batch_job), cancel::ENDPOINT)
}
