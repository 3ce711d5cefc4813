//! Signing in, for dashboards and administration.

mod login;
mod logout;
mod me;
mod password;
mod refresh;
mod totp;
mod views;

pub(crate) use views::signed_in_role;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(login::log_in), login::ENDPOINT)
        .route(route!(refresh::refresh_login), refresh::ENDPOINT)
        .route(route!(logout::log_out), logout::ENDPOINT)
        .route(route!(me::get_user), me::ENDPOINT)
        .route(route!(password::change_password), password::ENDPOINT)
        .route(route!(totp::enrol_totp), totp::ENDPOINT)
        .route(route!(totp::confirm_totp), totp::ENDPOINT)
        .route(route!(totp::remove_totp), totp::ENDPOINT)
}
