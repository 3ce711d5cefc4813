//! API keys: made, listed, changed, revoked, and what was done with them.

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
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_api_keys, create::create_api_key))
        .routes(routes!(get::get_api_key, update::update_api_key, revoke::revoke_api_key))
        .routes(routes!(regenerate::regenerate_api_key))
        .routes(routes!(audit::list_api_key_audit))
        .routes(routes!(validate::validate_key))
}
