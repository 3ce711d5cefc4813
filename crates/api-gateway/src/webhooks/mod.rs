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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_webhooks), list::ENDPOINT)
        .route(route!(create::create_webhook), create::ENDPOINT)
        .route(route!(get::get_webhook), get::ENDPOINT)
        .route(route!(update::update_webhook), update::ENDPOINT)
        .route(route!(delete::delete_webhook), delete::ENDPOINT)
        .route(route!(test::test_webhook), test::ENDPOINT)
        .route(route!(deliveries::list_webhook_deliveries), deliveries::ENDPOINT)
}
