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
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_providers, create::create_provider))
        .routes(routes!(get::get_provider, update::update_provider, delete::delete_provider))
        .routes(routes!(health::check_provider))
        .routes(routes!(agents::list_provider_agents))
}
