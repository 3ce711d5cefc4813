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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_accounts), list::ENDPOINT)
        .route(route!(create::create_account), create::ENDPOINT)
        .route(route!(get::get_account), get::ENDPOINT)
        .route(route!(update::update_account), update::ENDPOINT)
        .route(route!(delete::delete_account), delete::ENDPOINT)
        .route(route!(connect::connect_account), connect::ENDPOINT)
        .route(route!(disconnect::disconnect_account), disconnect::ENDPOINT)
        .route(route!(logout::log_out_account), logout::ENDPOINT)
        .route(route!(qr::get_account_qr), qr::ENDPOINT)
        .route(route!(qr::get_account_qr_image), qr::ENDPOINT)
        .route(route!(pairing_code::request_pairing_code), pairing_code::ENDPOINT)
        .route(route!(token::regenerate_token), token::ENDPOINT)
        .route(route!(reply::send_reply), reply::ENDPOINT)
}
