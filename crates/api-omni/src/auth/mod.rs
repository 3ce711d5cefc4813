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
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(login::sign_in_user), login::ENDPOINT)
        .route(routes!(setup::get_setup), setup::SHOW)
        .route(routes!(setup::set_up), setup::ENDPOINT)
        .route(routes!(oidc::begin_oidc), oidc::BEGIN)
        .route(routes!(oidc::finish_oidc), oidc::FINISH)
        .route(routes!(refresh::refresh_token), refresh::ENDPOINT)
        .route(routes!(logout::sign_out_user), logout::ENDPOINT)
        .route(routes!(session::get_session), session::ENDPOINT)
        .route(routes!(sessions::list_sessions), sessions::LIST)
        .route(routes!(sessions::end_all_sessions), sessions::END_ALL)
        .route(routes!(sessions::end_session), sessions::END)
        .route(routes!(password::change_password), password::ENDPOINT)
        .route(routes!(totp::enrol_totp), totp::ENROL)
        .route(routes!(totp::confirm_totp), totp::CONFIRM)
        .route(routes!(totp::remove_totp), totp::REMOVE)
}
