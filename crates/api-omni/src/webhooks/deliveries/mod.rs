//! Deliveries to webhook endpoints.

mod get;
mod list;
mod replay;
mod replay_many;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_webhook_deliveries), list::ENDPOINT)
        .route(routes!(replay_many::replay_webhook_deliveries), replay_many::ENDPOINT)
        .route(routes!(get::get_webhook_delivery), get::ENDPOINT)
        .route(routes!(replay::replay_webhook_delivery), replay::ENDPOINT)
}
