//! Connected numbers and bots.

mod connect;
mod conversation;
mod create;
mod delete;
mod disconnect;
mod discover;
mod get;
mod list;
mod list_cache;
mod logout;
mod pair;
mod path;
mod qr;
mod qr_image;
mod requests;
mod restart;
mod settings;
mod status;
mod supported_channels;
mod update;
mod views;
mod words;

pub(crate) use list_cache::ListCache;
pub(crate) use path::InstancePath;
pub(crate) use qr_image::png_data_url;
pub(crate) use views::InstanceView;
pub(crate) use words::status_word;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_instances, create::create_instance))
        .routes(routes!(supported_channels::list_supported_channels))
        .routes(routes!(discover::discover_sessions))
        .routes(routes!(get::get_instance, update::update_instance, delete::delete_instance))
        .routes(routes!(status::get_instance_status))
        .routes(routes!(qr::get_instance_qr))
        .routes(routes!(pair::pair_instance))
        .routes(routes!(connect::connect_instance))
        .routes(routes!(disconnect::disconnect_instance))
        .routes(routes!(restart::restart_instance))
        .routes(routes!(logout::logout_instance))
}
