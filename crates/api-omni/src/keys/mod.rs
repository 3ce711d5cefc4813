//! API keys and their audit log.

mod audit;
mod create;
mod get;
mod list;
mod path;
mod regenerate;
mod revoke;
mod update;
mod validate;
mod views;

use path::KeyPath;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_api_keys), list::ENDPOINT)
        .route(routes!(create::create_api_key), create::ENDPOINT)
        .route(routes!(get::get_api_key), get::ENDPOINT)
        .route(routes!(update::update_api_key), update::ENDPOINT)
        .route(routes!(revoke::revoke_api_key), revoke::ENDPOINT)
        .route(routes!(regenerate::regenerate_api_key), regenerate::ENDPOINT)
        .route(routes!(audit::list_api_key_audit), audit::ENDPOINT)
        .route(routes!(validate::validate_key), validate::ENDPOINT)
}
