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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_api_keys), list::ENDPOINT)
        .route(route!(create::create_api_key), create::ENDPOINT)
        .route(route!(get::get_api_key), get::ENDPOINT)
        .route(route!(update::update_api_key), update::ENDPOINT)
        .route(route!(revoke::revoke_api_key), revoke::ENDPOINT)
        .route(route!(regenerate::regenerate_api_key), regenerate::ENDPOINT)
        .route(route!(audit::list_api_key_audit), audit::ENDPOINT)
        .route(route!(validate::validate_key), validate::ENDPOINT)
}
