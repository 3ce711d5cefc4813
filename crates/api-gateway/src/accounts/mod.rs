//! Accounts: linked numbers.

mod connect;
mod create;
mod delete;
mod disconnect;
mod get;
mod list;
mod logout;
mod pairing_code;
mod path;
mod qr;
mod reply;
mod token;
mod update;
mod views;

pub(crate) use path::{AccountPath, require_account};
pub(crate) use views::{AccountView, status_name};

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_accounts), list::ENDPOINT)
        .route(routes!(create::create_account), create::ENDPOINT)
        .route(routes!(get::get_account), get::ENDPOINT)
        .route(routes!(update::update_account), update::ENDPOINT)
        .route(routes!(delete::delete_account), delete::ENDPOINT)
        .route(routes!(connect::connect_account), connect::ENDPOINT)
        .route(routes!(disconnect::disconnect_account), disconnect::ENDPOINT)
        .route(routes!(logout::log_out_account), logout::ENDPOINT)
        .route(routes!(qr::get_account_qr), qr::ENDPOINT)
        .route(routes!(qr::get_account_qr_image), qr::ENDPOINT)
        .route(routes!(pairing_code::request_pairing_code), pairing_code::ENDPOINT)
        .route(routes!(token::regenerate_token), token::ENDPOINT)
        .route(routes!(reply::send_reply), reply::ENDPOINT)
}
