//! Synchronisation of contacts, chats and message history of an instance.

mod cancel;
mod cancel_one;
mod continuous;
mod estimate;
mod get;
mod list;
mod start;
mod status;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(start::start_sync), start::ENDPOINT)
        .route(routes!(cancel::cancel_sync), cancel::ENDPOINT)
        .route(routes!(estimate::estimate_sync), estimate::ENDPOINT)
        .route(routes!(list::list_syncs), list::ENDPOINT)
        .route(routes!(get::get_sync), get::ENDPOINT)
        .route(routes!(cancel_one::cancel_one_sync), cancel_one::ENDPOINT)
        .route(routes!(status::get_sync_status), status::ENDPOINT)
        .route(routes!(continuous::start_continuous_sync), continuous::START_CONTINUOUS_SYNC)
        .route(routes!(continuous::stop_continuous_sync), continuous::STOP_CONTINUOUS_SYNC)
}
