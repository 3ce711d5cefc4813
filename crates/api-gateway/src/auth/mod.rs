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
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(login::log_in), login::ENDPOINT)
        .route(routes!(refresh::refresh_login), refresh::ENDPOINT)
        .route(routes!(logout::log_out), logout::ENDPOINT)
        .route(routes!(me::get_user), me::ENDPOINT)
        .route(routes!(password::change_password), password::ENDPOINT)
        .route(routes!(totp::enrol_totp), totp::ENDPOINT)
        .route(routes!(totp::confirm_totp), totp::ENDPOINT)
        .route(routes!(totp::remove_totp), totp::ENDPOINT)
}
