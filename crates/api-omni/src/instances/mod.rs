//! Connected numbers and bots.

mod connect;
mod conversation;
mod create;
mod delete;
mod disconnect;
mod discover;
mod get;
mod groups;
mod list;
mod list_cache;
mod logout;
mod network;
mod pacing;
mod pair;
mod passkey;
mod path;
mod qr;
mod requests;
mod restart;
mod settings;
mod status;
mod status_name;
mod supported_channels;
mod update;
mod views;

pub(crate) use list_cache::ListCache;
pub(crate) use path::InstancePath;
pub(crate) use status_name::status_name;
pub(crate) use views::InstanceView;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_instances), list::ENDPOINT)
        .route(routes!(create::create_instance), create::ENDPOINT)
        .route(routes!(supported_channels::list_supported_channels), supported_channels::ENDPOINT)
        .route(routes!(discover::discover_sessions), discover::ENDPOINT)
        .route(routes!(get::get_instance), get::ENDPOINT)
        .route(routes!(update::update_instance), update::ENDPOINT)
        .route(routes!(delete::delete_instance), delete::ENDPOINT)
        .route(routes!(status::get_instance_status), status::ENDPOINT)
        .route(routes!(qr::get_instance_qr), qr::ENDPOINT)
        .route(routes!(pair::pair_instance), pair::ENDPOINT)
        .route(routes!(passkey::get_instance_passkey), passkey::GET_ENDPOINT)
        .route(routes!(passkey::answer_instance_passkey), passkey::ENDPOINT)
        .route(routes!(passkey::confirm_instance_passkey), passkey::ENDPOINT)
        .route(routes!(connect::connect_instance), connect::ENDPOINT)
        .route(routes!(disconnect::disconnect_instance), disconnect::ENDPOINT)
        .route(routes!(restart::restart_instance), restart::ENDPOINT)
        .route(routes!(logout::logout_instance), logout::ENDPOINT)
}
