//! Signing in, and the sessions of the user who makes the request.

mod login;
mod logout;
mod oidc;
mod password;
mod refresh;
mod session;
mod sessions;
mod setup;
mod totp;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(login::sign_in_user), login::ENDPOINT)
        .route(route!(setup::get_setup), setup::SHOW)
        .route(route!(setup::set_up), setup::ENDPOINT)
        .route(route!(oidc::begin_oidc), oidc::BEGIN)
        .route(route!(oidc::finish_oidc), oidc::FINISH)
        .route(route!(refresh::refresh_token), refresh::ENDPOINT)
        .route(route!(logout::sign_out_user), logout::ENDPOINT)
        .route(route!(session::get_session), session::ENDPOINT)
        .route(route!(sessions::list_sessions), sessions::LIST)
        .route(route!(sessions::end_all_sessions), sessions::END_ALL)
        .route(route!(sessions::end_session), sessions::END)
        .route(route!(password::change_password), password::ENDPOINT)
        .route(route!(totp::enrol_totp), totp::ENROL)
        .route(route!(totp::confirm_totp), totp::CONFIRM)
        .route(route!(totp::remove_totp), totp::REMOVE)
}
