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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_instances), list::ENDPOINT)
        .route(route!(create::create_instance), create::ENDPOINT)
        .route(route!(supported_channels::list_supported_channels), supported_channels::ENDPOINT)
        .route(route!(discover::discover_sessions), discover::ENDPOINT)
        .route(route!(get::get_instance), get::ENDPOINT)
        .route(route!(update::update_instance), update::ENDPOINT)
        .route(route!(delete::delete_instance), delete::ENDPOINT)
        .route(route!(status::get_instance_status), status::ENDPOINT)
        .route(route!(qr::get_instance_qr), qr::ENDPOINT)
        .route(route!(pair::pair_instance), pair::ENDPOINT)
        .route(route!(passkey::get_instance_passkey), passkey::GET_ENDPOINT)
        .route(route!(passkey::answer_instance_passkey), passkey::ENDPOINT)
        .route(route!(passkey::confirm_instance_passkey), passkey::ENDPOINT)
        .route(route!(connect::connect_instance), connect::ENDPOINT)
        .route(route!(disconnect::disconnect_instance), disconnect::ENDPOINT)
        .route(route!(restart::restart_instance), restart::ENDPOINT)
        .route(route!(logout::logout_instance), logout::ENDPOINT)
}
