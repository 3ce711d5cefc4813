//! Agent providers that instances share.

mod agents;
mod create;
mod delete;
mod get;
mod health;
mod list;
mod path;
mod update;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_providers), list::ENDPOINT)
        .route(route!(create::create_provider), create::ENDPOINT)
        .route(route!(get::get_provider), get::ENDPOINT)
        .route(route!(update::update_provider), update::ENDPOINT)
        .route(route!(delete::delete_provider), delete::ENDPOINT)
        .route(route!(health::check_provider), health::ENDPOINT)
        .route(route!(agents::list_provider_agents), agents::ENDPOINT)
}
