//! Deliveries to webhook endpoints.

mod get;
mod list;
mod replay;
mod replay_many;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_webhook_deliveries), list::ENDPOINT)
        .route(route!(replay_many::replay_webhook_deliveries), replay_many::ENDPOINT)
        .route(route!(get::get_webhook_delivery), get::ENDPOINT)
        .route(route!(replay::replay_webhook_delivery), replay::ENDPOINT)
}
