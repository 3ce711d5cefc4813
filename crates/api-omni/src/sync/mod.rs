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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(start::start_sync), start::ENDPOINT)
        .route(route!(cancel::cancel_sync), cancel::ENDPOINT)
        .route(route!(estimate::estimate_sync), estimate::ENDPOINT)
        .route(route!(list::list_syncs), list::ENDPOINT)
        .route(route!(get::get_sync), get::ENDPOINT)
        .route(route!(cancel_one::cancel_one_sync), cancel_one::ENDPOINT)
        .route(route!(status::get_sync_status), status::ENDPOINT)
        .route(route!(continuous::start_continuous_sync), continuous::START_CONTINUOUS_SYNC)
        .route(route!(continuous::stop_continuous_sync), continuous::STOP_CONTINUOUS_SYNC)
}
