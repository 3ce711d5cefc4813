//! Webhooks of an account: addresses to which its events are delivered.

mod callbacks;
mod create;
mod data;
mod delete;
mod deliveries;
mod envelope;
mod events;
mod get;
mod headers;
mod list;
mod path;
mod realtime;
mod test;
mod update;
mod views;

pub(crate) use callbacks::describe;
pub(crate) use envelope::RENDERER;
pub(crate) use realtime::{live, present};

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_webhooks), list::ENDPOINT)
        .route(routes!(create::create_webhook), create::ENDPOINT)
        .route(routes!(get::get_webhook), get::ENDPOINT)
        .route(routes!(update::update_webhook), update::ENDPOINT)
        .route(routes!(delete::delete_webhook), delete::ENDPOINT)
        .route(routes!(test::test_webhook), test::ENDPOINT)
        .route(routes!(deliveries::list_webhook_deliveries), deliveries::ENDPOINT)
}
