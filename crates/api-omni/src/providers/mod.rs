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
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_providers), list::ENDPOINT)
        .route(routes!(create::create_provider), create::ENDPOINT)
        .route(routes!(get::get_provider), get::ENDPOINT)
        .route(routes!(update::update_provider), update::ENDPOINT)
        .route(routes!(delete::delete_provider), delete::ENDPOINT)
        .route(routes!(health::check_provider), health::ENDPOINT)
        .route(routes!(agents::list_provider_agents), agents::ENDPOINT)
}
