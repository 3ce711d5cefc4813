//! Webhook endpoints, and the deliveries to them. What other programs deliver to this server are
//! hooks, whose public names begin with `/webhooks/`.

mod create;
mod delete;
mod deliveries;
mod enable;
mod envelope;
mod get;
mod headers;
mod health;
mod list;
mod path;
mod requests;
mod rotate_secret;
mod test;
mod update;
mod views;

pub(crate) use envelope::RENDERER;
use omni_app::App;
use omni_http::route;
use omni_http::{Failure, Routes};

/// What a later version wrote is not changed by this one.
const UNREADABLE: &[(Failure, &str)] =
    &[(Failure::Conflict, "The stored endpoint cannot be read; delete it and create another one.")];

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_webhook_endpoints), list::ENDPOINT)
        .route(route!(create::create_webhook_endpoint), create::ENDPOINT)
        .route(route!(get::get_webhook_endpoint), get::ENDPOINT)
        .route(route!(update::update_webhook_endpoint), update::ENDPOINT)
        .route(route!(delete::delete_webhook_endpoint), delete::ENDPOINT)
        .route(route!(rotate_secret::rotate_webhook_endpoint_secret), rotate_secret::ENDPOINT)
        .route(route!(test::test_webhook_endpoint), test::ENDPOINT)
        .route(route!(enable::enable_webhook_endpoint), enable::ENDPOINT)
        .route(route!(health::get_webhook_health), health::ENDPOINT)
        .merge(deliveries::routes())
}
